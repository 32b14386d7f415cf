use conform_model::{ClauseId, ContractId, Level};

use crate::{
    Clause, Facts, Needs, Outcome, Plan, Trace,
    kube::opensearch::{Lifecycle, Target, bodies},
};

const DOCS: &str = "\
## What must hold

Each action has a `retry` with a count of at least the contract's.

## Why it matters

S3 is away now and then. Without a retry the first refusal stops the lifecycle of the index, for good, until somebody starts it by hand.

## How it is judged

`retry.count` of each action of what the bootstrap sends is compared with the contract.

## How to fix

Give each action a `retry` in `ism-policy.json`.
";

pub(crate) static CLAUSE: Clause = Clause {
    id: ClauseId::new(ContractId::OpensearchDeployment, "opensearch-deployment.lifecycle-tries-again"),
    title: "every action of the lifecycle is tried again",
    level: Level::Must,
    traces: &[Trace::new("FR-009a", "docs/stack.md#opensearch-lifecycle")],
    docs: DOCS,
    plan: Plan::Manifest { needs: Needs::Render, judge },
};

fn judge(cx: &Facts<'_>, out: &mut Outcome) {
    let least = cx.contracts.fact(ContractId::OpensearchDeployment, "lifecycle-retries");
    let wanted: i64 = least.value.parse().unwrap_or_default();
    for body in bodies(cx, out, Target::LifecyclePolicy) {
        for (state, action) in Lifecycle::of(&body).actions() {
            let tries = action.retries.unwrap_or_default();
            if tries < wanted {
                let message = format!(
                    "{} in state {} is tried again {tries} times, not {wanted}",
                    action.name, state.name
                );
                out.fail(
                    body.finding(&message)
                        .related("the contract demands", least.location.clone())
                        .help("give the action a retry in ism-policy.json"),
                );
            }
        }
    }
}
