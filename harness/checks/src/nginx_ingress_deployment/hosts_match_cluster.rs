use conform_manifest::Object;
use conform_model::{ClauseId, ContractId, Finding, JsonPointer, Level};

use crate::{
    Clause, Facts, Needs, Outcome, Plan, Trace,
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
        let suffix = format!(".{}", cluster.domain.value);
        let spec = JsonPointer::root().key("spec");
        let within = |host: &str| {
            host.strip_suffix(&suffix).is_some_and(|name| !name.is_empty() && !name.contains('.'))
        };
        let mut secured = Vec::new();
        let mut hosts: Vec<(JsonPointer, &str, bool)> = Vec::new();
        for (at, tls) in ingress.node.dig_seq(&["spec", "tls"]).enumerate() {
            for (host, name) in tls.dig_seq(&["hosts"]).enumerate() {
                let name = name.as_str().unwrap_or_default();
                secured.push(name);
                hosts.push((spec.key("tls").index(at).key("hosts").index(host), name, false));
            }
        }
        for (at, rule) in ingress.node.dig_seq(&["spec", "rules"]).enumerate() {
            hosts.push((
                spec.key("rules").index(at).key("host"),
                rule.dig_str(&["host"]).unwrap_or_default(),
                true,
            ));
        }
        for (place, host, rule) in hosts {
            out.examine("hosts");
            let message = if host.is_empty() {
                "a rule without host answers for every name".to_owned()
            } else if !within(host) {
                format!("host `{host}` is not in the domain of cluster {}", cluster.id)
            } else if rule && !secured.contains(&host) {
                format!("host `{host}` has no TLS entry")
            } else {
                continue;
            };
            out.fail(
                Finding::new(message, ingress.location(&place))
                    .related("the domain", cluster.domain.location.clone())
                    .help(format!(
                        "patch it in the overlay to <name>{suffix}, under spec.rules and spec.tls"
                    )),
            );
        }
    }
}
