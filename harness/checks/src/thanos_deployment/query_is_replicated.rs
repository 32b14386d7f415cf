use conform_manifest::yaml::Node;
use conform_model::{ClauseId, ContractId, Finding, JsonPointer, Level};

use crate::{Clause, Facts, Needs, Outcome, Plan, Trace, kube::thanos::QUERY, required::On};

const DOCS: &str = "\
## What must hold

Thanos Query has at least as many replicas as the contract's `query-replicas`.

## Why it matters

With one replica every restart and every crash blinds the central view.

## How it is judged

`spec.replicas` of the Deployment is compared with the contract; an absent field means one.

## How to fix

Set `spec.replicas` in `deploy/base/thanos/query.yaml`.
";

pub(crate) static CLAUSE: Clause = Clause {
    id: ClauseId::new(ContractId::ThanosDeployment, "thanos-deployment.query-is-replicated"),
    title: "Query has as many replicas as the contract demands",
    level: Level::Must,
    traces: &[Trace::new("FR-015", "docs/design.md#fr-015")],
    docs: DOCS,
    plan: Plan::Manifest { needs: Needs::Render, judge },
};

fn judge(cx: &Facts<'_>, out: &mut Outcome) {
    let demanded = cx.contracts.fact(ContractId::ThanosDeployment, "query-replicas");
    for (_, query) in QUERY.find(cx, out, On::Central) {
        out.examine("deployments");
        let replicas = query.node.dig(&["spec", "replicas"]).and_then(Node::as_i64).unwrap_or(1);
        if demanded.value.parse::<i64>().is_ok_and(|least| replicas >= least) {
            continue;
        }
        out.fail(
            Finding::new(
                format!("Query has {replicas} replicas, not {} or more", demanded.value),
                query.location(&JsonPointer::root().key("spec").key("replicas")),
            )
            .related("the contract demands", demanded.location.clone())
            .help("set spec.replicas"),
        );
    }
}
