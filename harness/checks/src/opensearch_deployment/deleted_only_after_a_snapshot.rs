use conform_model::{ClauseId, ContractId, Level};

use crate::{
    Clause, Facts, Needs, Outcome, Plan, Trace,
    kube::opensearch::{Lifecycle, Target, bodies},
};

const DOCS: &str = "\
## What must hold

On every way through the lifecycle a state with a `snapshot` action lies before each state that deletes.

## Why it matters

The promise of 180 days begins where the one of 14 days ends. An index that is deleted without a snapshot is gone, and nothing says so.

## How it is judged

The states of what the bootstrap sends are walked from the default one without passing through a snapshot; no state with a `delete` action may be reached.

## How to fix

Let the transition lead through the state `snapshot` in `ism-policy.json`.
";

pub(crate) static CLAUSE: Clause = Clause {
    id: ClauseId::new(
        ContractId::OpensearchDeployment,
        "opensearch-deployment.deleted-only-after-a-snapshot",
    ),
    title: "no index is deleted that has not been snapshotted",
    level: Level::Must,
    traces: &[
        Trace::new("FR-009a", "docs/stack.md#opensearch-lifecycle"),
        Trace::new("FR-009b", "docs/design.md#fr-009b"),
    ],
    docs: DOCS,
    plan: Plan::Manifest { needs: Needs::Render, judge },
};

fn judge(cx: &Facts<'_>, out: &mut Outcome) {
    for body in bodies(cx, out, Target::LifecyclePolicy) {
        let lifecycle = Lifecycle::of(&body);
        let open = lifecycle.reached(|state| {
            let order = |name: &str| state.actions.iter().position(|action| action.name == name);
            match (order("snapshot"), order("delete")) {
                (Some(snapshot), Some(delete)) => snapshot < delete,
                (snapshot, _) => snapshot.is_some(),
            }
        });
        for state in lifecycle.states.iter().filter(|state| open.contains(state.name)) {
            if state.action("delete").is_some() {
                let message = format!("state {} deletes indexes that were never snapshotted", state.name);
                out.fail(
                    body.finding(&message)
                        .help("let every way to it lead through a snapshot in ism-policy.json"),
                );
            }
        }
        if lifecycle.actions().all(|(_, action)| action.name != "snapshot") {
            out.fail(
                body.finding("no state takes a snapshot")
                    .help("add a state with a snapshot before the one that deletes"),
            );
        }
    }
}
