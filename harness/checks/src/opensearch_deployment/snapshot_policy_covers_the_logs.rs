use conform_model::{ClauseId, ContractId, Level};

use crate::{
    Clause, Facts, Needs, Outcome, Plan, Trace,
    kube::opensearch::{Target, covers, judge_value},
};

const DOCS: &str = "\
## What must hold

The indexes of the snapshot policy cover the index names of the contract, and a missing one does not make it fail.

## Why it matters

A pattern that misses takes a snapshot of nothing, and that succeeds.

## How it is judged

`snapshot_config.indices` of what the bootstrap sends is held against the names; no indices means all.

## How to fix

Set `indices` in `sm-policy.json`.
";

pub(crate) static CLAUSE: Clause = Clause {
    id: ClauseId::new(
        ContractId::OpensearchDeployment,
        "opensearch-deployment.snapshot-policy-covers-the-logs",
    ),
    title: "the daily snapshot holds all log indexes",
    level: Level::Must,
    traces: &[Trace::new("FR-009b", "docs/stack.md#snapshot-management")],
    docs: DOCS,
    plan: Plan::Manifest { needs: Needs::Render, judge },
};

fn judge(cx: &Facts<'_>, out: &mut Outcome) {
    let names = cx.contracts.fact(ContractId::OpensearchDeployment, "index-names");
    judge_value(
        cx,
        out,
        (Target::SnapshotPolicy, &["snapshot_config", "indices"]),
        "set indices in sm-policy.json",
        |_, own| {
            let covered = own.is_none_or(|own| covers(own.split(',').map(str::trim), &names.value));
            (!covered).then(|| (names.value.clone(), Some(names.location.clone())))
        },
    );
}
