use conform_model::{ClauseId, ContractId, Finding, JsonPointer, Level};

use crate::kube::ingress_nginx::ingresses;
use crate::{Clause, Facts, Needs, Outcome, Plan, Trace};
use conform_manifest::yaml::Node;

const DOCS: &str = "\
## What must hold

No backend of an Ingress is a gRPC port, unless the Ingress says so and the host has TLS.

## Why it matters

The controller speaks HTTP/1.1 to backends. A store API behind it answers nothing that a client understands; it has a node port of its own.

## How it is judged

Backends by a port whose name begins with `grpc`, or whose target is the port of the store API, are looked for.

## How to fix

Use the node port of the sidecar instead.
";

pub(crate) static CLAUSE: Clause = Clause {
    id: ClauseId::new(ContractId::NginxIngressDeployment, "nginx-ingress-deployment.no-grpc-behind-http"),
    title: "no Ingress leads plain HTTP to a gRPC port",
    level: Level::Must,
    traces: &[Trace::new("FR-005", "docs/stack.md#i-5")],
    docs: DOCS,
    plan: Plan::Manifest { needs: Needs::Render, judge },
};

fn judge(cx: &Facts<'_>, out: &mut Outcome) {
    let port = cx.contracts.fact(ContractId::NginxIngressDeployment, "grpc-port");
    let number = port.value.parse::<i64>().ok();
    for ingress in ingresses(cx, out) {
        let told = matches!(
            ingress.annotation("nginx.ingress.kubernetes.io/backend-protocol"),
            Some("GRPC" | "GRPCS")
        );
        for (at, rule) in ingress.node.dig_seq(&["spec", "rules"]).enumerate() {
            for (path, entry) in rule.dig_seq(&["http", "paths"]).enumerate() {
                let backend = entry.dig(&["backend", "service", "port"]);
                let name = backend.and_then(|own| own.dig_str(&["name"])).unwrap_or_default();
                let grpc = name.starts_with("grpc")
                    || backend
                        .and_then(|own| own.get("number"))
                        .and_then(Node::as_i64)
                        .is_some_and(|own| Some(own) == number);
                if grpc && !told {
                    let place = JsonPointer::root()
                        .key("spec")
                        .key("rules")
                        .index(at)
                        .key("http")
                        .key("paths")
                        .index(path);
                    out.fail(
                        Finding::new(
                            format!("{} leads plain HTTP to a gRPC port", ingress.id),
                            ingress.location(&place.key("backend").key("service").key("port")),
                        )
                        .related("the port of the store API", port.location.clone())
                        .help("gRPC between clusters has a node port of its own"),
                    );
                }
            }
        }
    }
}
