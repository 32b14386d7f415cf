use conform_model::{ClauseId, ContractId, Level};

use crate::{
    Clause, Facts, Needs, Outcome, Plan, Trace,
    kube::opensearch::{Target, judge_value},
};

const DOCS: &str = "\
## What must hold

The snapshot policy sets `include_global_state` to `false`.

## Why it matters

Templates, policies and settings of the day come back with whoever restores an index of last winter, and replace those of today.

## How it is judged

`snapshot_config.include_global_state` of what the bootstrap sends is read; absent means true.

## How to fix

Set `include_global_state` to `false` in `sm-policy.json`.
";

pub(crate) static CLAUSE: Clause = Clause {
    id: ClauseId::new(
        ContractId::OpensearchDeployment,
        "opensearch-deployment.snapshots-carry-no-cluster-state",
    ),
    title: "a snapshot of logs does not carry the state of the cluster",
    level: Level::Must,
    traces: &[Trace::new("FR-009b", "docs/stack.md#snapshot-management")],
    docs: DOCS,
    plan: Plan::Manifest { needs: Needs::Render, judge },
};

fn judge(cx: &Facts<'_>, out: &mut Outcome) {
    judge_value(
        cx,
        out,
        (Target::SnapshotPolicy, &["snapshot_config", "include_global_state"]),
        "set include_global_state to false in sm-policy.json",
        |_, own| (own != Some("false")).then(|| ("false".to_owned(), None)),
    );
}
