use conform_model::{ClauseId, ContractId, Finding, JsonPointer, Level};

use crate::kube::ingress_nginx::ingresses;
use crate::{Clause, Facts, Needs, Outcome, Plan, Trace};
use std::collections::BTreeMap;

const DOCS: &str = "\
## What must hold

Within a cluster a host and path belong to one rule.

## Why it matters

The controller takes the older Ingress and drops the other without an error; which one is older differs from cluster to cluster.

## How it is judged

Hosts and paths of all rules of a cluster are compared.

## How to fix

Give one of the two another host.
";

pub(crate) static CLAUSE: Clause = Clause {
    id: ClauseId::new(ContractId::NginxIngressDeployment, "nginx-ingress-deployment.hosts-are-unique"),
    title: "no two Ingresses of a cluster answer for the same host and path",
    level: Level::Must,
    traces: &[Trace::new("FR-003", "docs/stack.md#i-4")],
    docs: DOCS,
    plan: Plan::Manifest { needs: Needs::Render, judge },
};

fn judge(cx: &Facts<'_>, out: &mut Outcome) {
    let mut taken = BTreeMap::new();
    for ingress in ingresses(cx, out) {
        for (at, rule) in ingress.node.dig_seq(&["spec", "rules"]).enumerate() {
            let host = rule.dig_str(&["host"]).unwrap_or_default();
            let place = JsonPointer::root().key("spec").key("rules").index(at);
            for path in rule.dig_seq(&["http", "paths"]) {
                let path = path.dig_str(&["path"]).unwrap_or("/");
                if let Some(other) = taken.insert((&ingress.cluster, host, path), ingress.location(&place)) {
                    out.fail(
                        Finding::new(
                            format!("host `{host}` with path {path} is taken twice in {}", ingress.cluster),
                            ingress.location(&place.key("host")),
                        )
                        .related("the other rule", other)
                        .help("give one of the two another host"),
                    );
                }
            }
        }
    }
}
