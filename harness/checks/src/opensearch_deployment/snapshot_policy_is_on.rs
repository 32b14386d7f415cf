use conform_model::{ClauseId, ContractId, Level};

use crate::{
    Clause, Facts, Needs, Outcome, Plan, Trace,
    kube::opensearch::{Target, judge_value},
};

const DOCS: &str = "\
## What must hold

`enabled` of the snapshot policy is not `false`.

## Why it matters

A policy that is off is listed with all its rules. Neither snapshots nor deletions happen.

## How it is judged

`enabled` of what the bootstrap sends is read; absent means true.

## How to fix

Set `enabled` to `true` in `sm-policy.json`.
";

pub(crate) static CLAUSE: Clause = Clause {
    id: ClauseId::new(ContractId::OpensearchDeployment, "opensearch-deployment.snapshot-policy-is-on"),
    title: "the snapshot policy is switched on",
    level: Level::Must,
    traces: &[Trace::new("FR-009b", "docs/stack.md#snapshot-management")],
    docs: DOCS,
    plan: Plan::Manifest { needs: Needs::Render, judge },
};

fn judge(cx: &Facts<'_>, out: &mut Outcome) {
    judge_value(
        cx,
        out,
        (Target::SnapshotPolicy, &["enabled"]),
        "set enabled to true in sm-policy.json",
        |_, own| (!matches!(own, None | Some("true"))).then(|| ("true".to_owned(), None)),
    );
}
