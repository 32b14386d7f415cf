use conform_manifest::yaml::Node;
use conform_model::{ClauseId, ContractId, Finding, JsonPointer, Level};

use crate::{
    Clause, Facts, Needs, Outcome, Plan, Trace,
    required::{On, Required},
};

const DOCS: &str = "\
## What must hold

The Services of Store Gateway and of the sidecar on the central cluster are headless and have a port called `grpc` with the contract's number.

## Why it matters

gRPC keeps one connection. Behind a cluster address it stays with whichever pod it met first, and a second one is never asked.

## How it is judged

Both Services are read.

## How to fix

Keep `clusterIP: None`; for the sidecar set `prometheus.thanosService.enabled`.
";

pub(crate) static CLAUSE: Clause = Clause {
    id: ClauseId::new(ContractId::ThanosDeployment, "thanos-deployment.store-services-are-headless"),
    title: "the Services of stores lead to the pods themselves",
    level: Level::Must,
    traces: &[Trace::new("FR-006", "docs/stack.md#values-for-thanos")],
    docs: DOCS,
    plan: Plan::Manifest { needs: Needs::Render, judge },
};

/// The stores that Query reaches by a Service.
const SERVICES: [Required; 2] = [
    Required::new("Service", "monitoring", "kps-thanos-discovery"),
    Required::new("Service", "monitoring", "thanos-store"),
];

fn judge(cx: &Facts<'_>, out: &mut Outcome) {
    let port = cx.contracts.fact(ContractId::ThanosDeployment, "grpc-port");
    for required in SERVICES {
        for (_, service) in required.find(cx, out, On::Central) {
            out.examine("services");
            let spec = JsonPointer::root().key("spec");
            if service.node.dig_str(&["spec", "clusterIP"]) != Some("None") {
                out.fail(
                    Finding::new(
                        format!("{} has an address of its own", service.id),
                        service.location(&spec.key("clusterIP")),
                    )
                    .help("set clusterIP to None"),
                );
            }
            let named = service.node.dig_seq(&["spec", "ports"]).any(|own| {
                own.dig_str(&["name"]) == Some("grpc")
                    && own.get("port").and_then(Node::as_i64).is_some_and(|own| own.to_string() == port.value)
            });
            if !named {
                out.fail(
                    Finding::new(
                        format!("{} has no port called grpc with number {}", service.id, port.value),
                        service.location(&spec.key("ports")),
                    )
                    .related("the contract demands", port.location.clone())
                    .help("name the port grpc"),
                );
            }
        }
    }
}
