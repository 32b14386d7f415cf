use conform_model::{ClauseId, ContractId, Level};

use crate::{
    Clause, Facts, Needs, Outcome, Plan, Trace,
    kube::opensearch::{Lifecycle, Target, bodies},
};

const DOCS: &str = "\
## What must hold

No state of the lifecycle both takes a snapshot and deletes.

## Why it matters

An index that cannot be snapshotted waits in a state whose name says why. In a state that does both, a stuck index looks like any other.

## How it is judged

The actions of each state of what the bootstrap sends are read.

## How to fix

Keep the two actions in two states in `ism-policy.json`.
";

pub(crate) static CLAUSE: Clause = Clause {
    id: ClauseId::new(
        ContractId::OpensearchDeployment,
        "opensearch-deployment.snapshot-in-a-state-of-its-own",
    ),
    title: "snapshot and deletion are separate states",
    level: Level::Should,
    traces: &[Trace::new("FR-009a", "docs/stack.md#opensearch-lifecycle")],
    docs: DOCS,
    plan: Plan::Manifest { needs: Needs::Render, judge },
};

fn judge(cx: &Facts<'_>, out: &mut Outcome) {
    for body in bodies(cx, out, Target::LifecyclePolicy) {
        for state in &Lifecycle::of(&body).states {
            if state.action("snapshot").is_some() && state.action("delete").is_some() {
                let message = format!("state {} takes a snapshot and deletes", state.name);
                out.fail(body.finding(&message).help("give each action a state in ism-policy.json"));
            }
        }
    }
}
