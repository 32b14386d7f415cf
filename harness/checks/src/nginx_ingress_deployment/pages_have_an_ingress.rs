use conform_model::{ClauseId, ContractId, Finding, JsonPointer, Level};

use crate::kube::ingress_nginx::routes;
use crate::required::{On, missing};
use crate::{Clause, Facts, Needs, Outcome, Plan, Trace};

const DOCS: &str = "\
## What must hold

Every cluster has the Ingresses of the fact `routes`, the central one those of `routes-central` too, and each leads from `/` to the Service named there.

## Why it matters

A page without Ingress cannot be reached. One that leads to the Service of another page shows the wrong one, and every reference in it resolves.

## How it is judged

Name, path and Service of the first rule are compared.

## How to fix

Add the Ingress to the base of its component, or correct its backend.
";

pub(crate) static CLAUSE: Clause = Clause {
    id: ClauseId::new(ContractId::NginxIngressDeployment, "nginx-ingress-deployment.pages-have-an-ingress"),
    title: "every page that the contract names has an Ingress to its Service",
    level: Level::Must,
    traces: &[
        Trace::new("FR-003", "docs/stack.md#i-4"),
        Trace::new("FR-019", "docs/stack.md#values-for-ingress"),
    ],
    docs: DOCS,
    plan: Plan::Manifest { needs: Needs::Render, judge },
};

fn judge(cx: &Facts<'_>, out: &mut Outcome) {
    for cluster in On::Every.clusters(cx) {
        for (name, service) in routes(cx, cluster) {
            out.examine("pages");
            let Some(ingress) = cx.stack.find(&cluster.id, "Ingress", "monitoring", name) else {
                out.fail(missing(cluster, &format!("Ingress monitoring/{name}")));
                continue;
            };
            let mut paths =
                ingress.node.dig_seq(&["spec", "rules"]).flat_map(|rule| rule.dig_seq(&["http", "paths"]));
            let whole = paths.find(|path| path.dig_str(&["path"]).unwrap_or("/") == "/");
            let leads = whole.and_then(|path| path.dig_str(&["backend", "service", "name"]));
            if leads != Some(service) {
                let place = JsonPointer::root().key("spec").key("rules").index(0).key("http").key("paths");
                out.fail(
                    Finding::new(
                        format!(
                            "{} of {} leads to {}, not to {service}",
                            ingress.id,
                            cluster.id,
                            leads.unwrap_or("nothing at /")
                        ),
                        ingress.location(&place),
                    )
                    .related(
                        "the contract demands",
                        cx.contracts.fact(ContractId::NginxIngressDeployment, "routes").location.clone(),
                    )
                    .help(format!("lead path / to Service {service}")),
                );
            }
        }
    }
}
