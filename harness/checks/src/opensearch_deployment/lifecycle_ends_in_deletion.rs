use conform_model::{ClauseId, ContractId, Level};

use crate::{
    Clause, Facts, Needs, Outcome, Plan, Trace,
    kube::opensearch::{Lifecycle, Target, bodies},
};

const DOCS: &str = "\
## What must hold

Every state of the lifecycle that leads nowhere deletes the index, there is one, and deletion is the last thing done.

## Why it matters

A lifecycle that ends with the snapshot keeps every index in the cluster as well. What follows a deletion finds no index and fails.

## How it is judged

The states of what the bootstrap sends that can be reached, their transitions and the order of their actions are read.

## How to fix

Let the last state delete in `ism-policy.json`.
";

pub(crate) static CLAUSE: Clause = Clause {
    id: ClauseId::new(ContractId::OpensearchDeployment, "opensearch-deployment.lifecycle-ends-in-deletion"),
    title: "the lifecycle of an index ends with its deletion",
    level: Level::Must,
    traces: &[Trace::new("FR-009a", "docs/stack.md#opensearch-lifecycle")],
    docs: DOCS,
    plan: Plan::Manifest { needs: Needs::Render, judge },
};

fn judge(cx: &Facts<'_>, out: &mut Outcome) {
    for body in bodies(cx, out, Target::LifecyclePolicy) {
        let lifecycle = Lifecycle::of(&body);
        let reached = lifecycle.reached(|_| false);
        let states = lifecycle.states.iter().filter(|state| reached.contains(state.name));
        let mut ends = 0;
        for state in states {
            let last = state.actions.last().is_some_and(|action| action.name == "delete");
            let end = state.transitions.is_empty();
            ends += usize::from(end && last);
            let message = if end && !last {
                format!("state {} is the last and does not end with a deletion", state.name)
            } else if !end && state.action("delete").is_some() {
                format!("state {} deletes the index and leads on", state.name)
            } else {
                continue;
            };
            out.fail(
                body.finding(&message)
                    .help("let the last state delete, and nothing follow, in ism-policy.json"),
            );
        }
        if ends == 0 && lifecycle.actions().all(|(_, action)| action.name != "delete") {
            out.fail(
                body.finding("no index is ever deleted")
                    .help("add a last state that deletes in ism-policy.json"),
            );
        }
    }
}
