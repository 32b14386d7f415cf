use conform_model::{ClauseId, ContractId, Level};

use crate::{
    Clause, Facts, Needs, Outcome, Plan, Trace,
    kube::component::{STORE, judge_at_most},
};

const DOCS: &str = "\
## What must hold

`--sync-block-duration` of Store Gateway is given and at most the contract's `sync-block-duration`.

## Why it matters

The default is 15 minutes: so long a block that was uploaded is invisible, after Prometheus may have deleted it.

## How it is judged

The flag is read as a duration.

## How to fix

Set the flag in `deploy/base/thanos/store.yaml`.
";

pub(crate) static CLAUSE: Clause = Clause {
    id: ClauseId::new(ContractId::ThanosDeployment, "thanos-deployment.store-syncs-often"),
    title: "Store Gateway looks for new blocks as often as the contract says",
    level: Level::Must,
    traces: &[Trace::new("FR-006", "docs/stack.md#values-for-thanos")],
    docs: DOCS,
    plan: Plan::Manifest { needs: Needs::Render, judge },
};

fn judge(cx: &Facts<'_>, out: &mut Outcome) {
    judge_at_most(cx, out, STORE, "sync-block-duration", "sync-block-duration", |found, most| {
        format!(
            "Store Gateway looks for blocks every {}, not every {most}",
            found.unwrap_or("15m, its default")
        )
    });
}
