use conform_model::{ClauseId, ContractId, Finding, Level};

use crate::{
    Clause, Facts, Needs, Outcome, Plan, Trace,
    kube::pointer,
    required::{On, Required},
    sources::with_values_key,
};

const DOCS: &str = "\
## What must hold

The Services of Prometheus, Alertmanager and Grafana are there and open no port of the node.

## Why it matters

Prometheus and Alertmanager ask nobody who he is; the Ingress does it for them, over TLS. A node port leads past it, to everything a cluster knows and to the silences of its alerts.

## How it is judged

The Services of the three interfaces must be there, and of type ClusterIP.

## How to fix

Set `prometheus.service.type`, `alertmanager.service.type` and `grafana.service.type` back to ClusterIP.
";

pub(crate) static CLAUSE: Clause = Clause {
    id: ClauseId::new(ContractId::KubePrometheusStack, "kube-prometheus-stack.interfaces-stay-inside"),
    title: "the interfaces of Prometheus, Alertmanager and Grafana have no port on the node",
    level: Level::Must,
    traces: &[
        Trace::new("FR-003", "docs/design.md#fr-003"),
        Trace::new("FR-014", "docs/stack.md#values-for-kube-prometheus-stack"),
    ],
    docs: DOCS,
    plan: Plan::Manifest { needs: Needs::Render, judge },
};

/// The interfaces, by the names of their Services, and where the values say of which type they are.
const INTERFACES: [(Required, &str); 3] = [
    (Required::new("Service", "monitoring", "kps-prometheus"), "prometheus"),
    (Required::new("Service", "monitoring", "kps-alertmanager"), "alertmanager"),
    (Required::new("Service", "monitoring", "kps-grafana"), "grafana"),
];

fn judge(cx: &Facts<'_>, out: &mut Outcome) {
    for (interface, values) in INTERFACES {
        for (cluster, service) in interface.find(cx, out, On::Every) {
            out.examine("interfaces");
            let kind = service.node.dig_str(&["spec", "type"]).unwrap_or("ClusterIP");
            if kind != "ClusterIP" {
                let finding = Finding::new(
                    format!("{} is of type {kind}: it is open on the node of {}", service.id, cluster.id),
                    service.location(&pointer(&["spec", "type"])),
                )
                .help(format!("set {values}.service.type to ClusterIP, and go through the Ingress"));
                out.fail(with_values_key(finding, cx, service, &[values, "service", "type"]));
            }
        }
    }
}
