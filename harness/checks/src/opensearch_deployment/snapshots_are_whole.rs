use conform_model::{ClauseId, ContractId, Level};

use crate::{
    Clause, Facts, Needs, Outcome, Plan, Trace,
    kube::opensearch::{Target, judge_value},
};

const DOCS: &str = "\
## What must hold

The snapshot policy does not set `partial`.

## Why it matters

A partial snapshot is listed like any other and lacks what was not there at that minute. The one before it, which was whole, is then the first to be deleted.

## How it is judged

`snapshot_config.partial` of what the bootstrap sends is read; absent means false.

## How to fix

Set `partial` to `false` in `sm-policy.json`.
";

pub(crate) static CLAUSE: Clause = Clause {
    id: ClauseId::new(ContractId::OpensearchDeployment, "opensearch-deployment.snapshots-are-whole"),
    title: "a snapshot with a shard missing is a failure",
    level: Level::Must,
    traces: &[Trace::new("FR-009b", "docs/stack.md#snapshot-management")],
    docs: DOCS,
    plan: Plan::Manifest { needs: Needs::Render, judge },
};

fn judge(cx: &Facts<'_>, out: &mut Outcome) {
    judge_value(
        cx,
        out,
        (Target::SnapshotPolicy, &["snapshot_config", "partial"]),
        "set partial to false in sm-policy.json",
        |_, own| (!matches!(own, None | Some("false"))).then(|| ("false".to_owned(), None)),
    );
}
