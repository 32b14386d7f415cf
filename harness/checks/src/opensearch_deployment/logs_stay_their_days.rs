use conform_model::{ClauseId, ContractId, Level};

use crate::{
    Clause, Facts, Needs, Outcome, Plan, Trace,
    kube::opensearch::{Lifecycle, Target, TimeValue, bodies},
};

const DOCS: &str = "\
## What must hold

Every way out of the first state of the lifecycle is taken at an index age between the two bounds of the contract.

## Why it matters

The age counts from the making of an index, so a line of its last hour has lived a day less than the index. Earlier, logs are missing when they are asked for; later, the disks are not sized for it.

## How it is judged

`min_index_age` of the transitions of the default state of what the bootstrap sends is compared with both bounds, as times.

## How to fix

Set `min_index_age` in `ism-policy.json`.
";

pub(crate) static CLAUSE: Clause = Clause {
    id: ClauseId::new(ContractId::OpensearchDeployment, "opensearch-deployment.logs-stay-their-days"),
    title: "logs stay in the cluster for the days of the contract",
    level: Level::Must,
    traces: &[Trace::new("FR-009a", "docs/design.md#fr-009a")],
    docs: DOCS,
    plan: Plan::Manifest { needs: Needs::Render, judge },
};

fn judge(cx: &Facts<'_>, out: &mut Outcome) {
    let least = cx.contracts.fact(ContractId::OpensearchDeployment, "local-days");
    let most = cx.contracts.fact(ContractId::OpensearchDeployment, "local-days-at-most");
    for body in bodies(cx, out, Target::LifecyclePolicy) {
        let lifecycle = Lifecycle::of(&body);
        let state = lifecycle.first.and_then(|name| lifecycle.state(name));
        let ages: Vec<Option<&str>> = state
            .map(|state| state.transitions.iter().map(|transition| transition.min_index_age).collect())
            .unwrap_or_default();
        let right = |age: &str| {
            let age = TimeValue::parse(age);
            age.is_some() && age >= TimeValue::parse(&least.value) && age <= TimeValue::parse(&most.value)
        };
        if ages.is_empty() || !ages.iter().all(|age| age.is_some_and(right)) {
            let shown: Vec<&str> = ages.iter().map(|age| age.unwrap_or("any age")).collect();
            let shown =
                if shown.is_empty() { "never".to_owned() } else { format!("at {}", shown.join(", ")) };
            let message = format!("indexes leave their first state {shown}, not at {}", least.value);
            out.fail(
                body.finding(&message)
                    .related("the contract demands", least.location.clone())
                    .help("set min_index_age of the first state's transition in ism-policy.json"),
            );
        }
    }
}
