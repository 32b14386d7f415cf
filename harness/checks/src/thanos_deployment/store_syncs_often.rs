use conform_model::{ClauseId, ContractId, Finding, Level};

use crate::{
    Clause, Facts, Needs, Outcome, Plan, Trace,
    kube::{
        component::{STORE, central},
        duration::seconds,
    },
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
    let most = cx.contracts.fact(ContractId::ThanosDeployment, "sync-block-duration");
    for store in central(cx, out, STORE) {
        out.examine("stores");
        let found = store.value("sync-block-duration");
        let given = found.and_then(seconds);
        if given.is_some_and(|given| given > 0 && seconds(&most.value).is_some_and(|most| given <= most)) {
            continue;
        }
        out.fail(
            Finding::new(
                format!(
                    "Store Gateway looks for blocks every {}, not every {}",
                    found.unwrap_or("15m, its default"),
                    most.value
                ),
                store.place("sync-block-duration"),
            )
            .related("the contract demands", most.location.clone())
            .help(format!("set --sync-block-duration={}", most.value)),
        );
    }
}
