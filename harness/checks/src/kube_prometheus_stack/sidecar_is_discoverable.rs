use conform_model::{ClauseId, ContractId, Finding, Level};

use crate::{
    Clause, Facts, Needs, Outcome, Plan, Trace,
    kube::pointer,
    required::{On, Required},
};

const DOCS: &str = "\
## What must hold

Every cluster has the headless Service of the contract for its sidecar, with gRPC under the name `grpc`.

## Why it matters

Discovery by SRV record asks for the name of the port, and with an address of its own the Service would balance over replicas that Query must see one by one.

## How it is judged

The Service of this name has `clusterIP: None`, and a port `grpc` whose target is the port `grpc` of the pod.

## How to fix

Set `prometheus.thanosService.enabled: true`.
";

pub(crate) static CLAUSE: Clause = Clause {
    id: ClauseId::new(ContractId::KubePrometheusStack, "kube-prometheus-stack.sidecar-is-discoverable"),
    title: "the sidecar has a headless Service with a port called grpc",
    level: Level::Must,
    traces: &[Trace::new("FR-006", "docs/stack.md#values-for-kube-prometheus-stack")],
    docs: DOCS,
    plan: Plan::Manifest { needs: Needs::Render, judge },
};

/// The Service, by the name that the chart gives it.
const DISCOVERY: Required = Required::new("Service", "monitoring", "kps-thanos-discovery");

fn judge(cx: &Facts<'_>, out: &mut Outcome) {
    for (_, service) in DISCOVERY.find(cx, out, On::Every) {
        out.examine("services");
        if service.node.dig_str(&["spec", "clusterIP"]) != Some("None") {
            out.fail(
                Finding::new(
                    "the Service of the sidecar is not headless",
                    service.location(&pointer(&["spec", "clusterIP"])),
                )
                .help("set prometheus.thanosService.clusterIP to None, the chart's default"),
            );
        }
        let named = service.node.dig_seq(&["spec", "ports"]).any(|port| {
            port.dig_str(&["name"]) == Some("grpc") && port.dig_str(&["targetPort"]) == Some("grpc")
        });
        if !named {
            out.fail(
                Finding::new(
                    "no port called `grpc` leads to the sidecar",
                    service.location(&pointer(&["spec", "ports"])),
                )
                .help("leave prometheus.thanosService.portName and targetPort as the chart has them"),
            );
        }
    }
}
