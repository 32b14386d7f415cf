use conform_manifest::Object;
use conform_model::{ClauseId, ContractId, Finding, JsonPointer, Level, entity::IngressRoute};

use crate::{
    Clause, Facts, Needs, Outcome, Plan, Trace,
    kube::entities::ingress_routes,
    required::{On, each_has},
};

const DOCS: &str = "\
## What must hold

Every rule and every TLS entry of every Ingress names hosts directly below the domain of its cluster, and every host of a rule is also in a TLS entry.

## Why it matters

A host of another cluster's domain resolves to another node; the request arrives there and finds nothing. A host without TLS entry is served in the clear.

## How it is judged

Hosts are compared with the domain in the topology.

## How to fix

Patch the host in the overlay of the cluster.
";

pub(crate) static CLAUSE: Clause = Clause {
    id: ClauseId::new(ContractId::NginxIngressDeployment, "nginx-ingress-deployment.hosts-match-cluster"),
    title: "every Ingress host is in the domain of its cluster",
    level: Level::Must,
    traces: &[Trace::new("FR-003", "docs/design.md#fr-003")],
    docs: DOCS,
    plan: Plan::Manifest { needs: Needs::Render, judge },
};

fn judge(cx: &Facts<'_>, out: &mut Outcome) {
    let ingresses: Vec<&Object> = cx.stack.of_kind("Ingress").collect();
    each_has(cx, out, On::Every, "Ingress", &ingresses);
    for ingress in ingresses {
        let Some(cluster) = cx.contracts.topology.cluster(&ingress.cluster) else { continue };
        let domain = &cluster.domain;
        let spec = JsonPointer::root().key("spec");
        let mut secured = Vec::new();
        let mut hosts: Vec<(JsonPointer, IngressRoute, bool)> = Vec::new();
        for (at, tls) in ingress.node.dig_seq(&["spec", "tls"]).enumerate() {
            for (host, name) in tls.dig_seq(&["hosts"]).enumerate() {
                let name = name.as_str().unwrap_or_default().to_owned();
                let place = spec.key("tls").index(at).key("hosts").index(host);
                let route = IngressRoute {
                    hostname: name.clone(),
                    service_name: String::new(),
                    service_port: String::new(),
                    cluster: cluster.id.clone(),
                };
                hosts.push((place, route, false));
                secured.push(name);
            }
        }
        hosts.extend(ingress_routes(ingress).into_iter().map(|(place, route)| (place, route, true)));
        for (place, route, rule) in hosts {
            out.examine("hosts");
            let message = match route.check(&domain.value) {
                Err(error) => error.to_string(),
                Ok(()) if rule && !secured.contains(&route.hostname) => {
                    format!("host `{}` has no TLS entry", route.hostname)
                }
                Ok(()) => continue,
            };
            out.fail(
                Finding::new(message, ingress.location(&place))
                    .related("the domain", domain.location.clone())
                    .help(format!(
                        "patch it in the overlay to <name>.{}, under spec.rules and spec.tls",
                        domain.value
                    )),
            );
        }
    }
}
