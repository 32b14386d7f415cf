use conform_manifest::{Object, yaml::Node};
use conform_model::{ClauseId, ContractId, Finding, Level};

use crate::{
    Clause, Facts, Needs, Outcome, Plan, Trace,
    kube::{Selector, alertmanager::ALERTMANAGER, pod_templates_of, pointer, prometheuses, spec_finding},
    required::On,
};

const DOCS: &str = "\
## What must hold

Every Prometheus names at least one Alertmanager, each by a Service of its own cluster with a port of that name, whose selector matches the pods of Alertmanager.

## Why it matters

A Prometheus that finds no Alertmanager evaluates its rules, shows alerts as firing, and tells nobody. Those of another cluster cannot be found by name.

## How it is judged

`spec.alerting.alertmanagers` is resolved against the Services of the cluster, and the path against `routePrefix` of Alertmanager.

## How to fix

Leave `prometheus.prometheusSpec.alertingEndpoints` out of the values; the chart then names its own.
";

pub(crate) static CLAUSE: Clause = Clause {
    id: ClauseId::new(
        ContractId::KubePrometheusStack,
        "kube-prometheus-stack.prometheus-finds-its-alertmanager",
    ),
    title: "every Prometheus sends its alerts to the Alertmanager of its cluster",
    level: Level::Must,
    traces: &[
        Trace::new("FR-012a", "docs/stack.md#alertmanager"),
        Trace::new("FR-014", "docs/design.md#fr-014"),
    ],
    docs: DOCS,
    plan: Plan::Manifest { needs: Needs::Render, judge },
};

fn judge(cx: &Facts<'_>, out: &mut Outcome) {
    let alertmanagers = ALERTMANAGER.find(cx, out, On::Every);
    for prometheus in prometheuses(cx, out) {
        let named: Vec<&Node> = prometheus.node.dig_seq(&["spec", "alerting", "alertmanagers"]).collect();
        if named.is_empty() {
            let message = format!("the Prometheus of {} sends its alerts to nobody", prometheus.cluster);
            out.fail(spec_finding(cx, prometheus, &["alerting", "alertmanagers"], message));
        }
        let own = alertmanagers.iter().find(|(cluster, _)| cluster.id == prometheus.cluster);
        let Some((_, alertmanager)) = own else { continue };
        for (at, endpoint) in named.iter().enumerate() {
            if let Some(reason) = reason(cx, prometheus, alertmanager, endpoint) {
                let place = pointer(&["spec", "alerting", "alertmanagers"]).index(at);
                out.fail(
                    Finding::new(
                        format!("alerts do not reach Alertmanager: {reason}"),
                        prometheus.location(&place),
                    )
                    .help("leave prometheus.prometheusSpec.alertingEndpoints out of the values"),
                );
            }
        }
    }
}

/// Why alerts that are sent there do not arrive.
fn reason(cx: &Facts<'_>, prometheus: &Object, alertmanager: &Object, endpoint: &Node) -> Option<String> {
    let name = endpoint.dig_str(&["name"]).unwrap_or_default();
    let namespace = endpoint.dig_str(&["namespace"]).unwrap_or_else(|| prometheus.namespace());
    let Some(service) = cx.stack.find(&prometheus.cluster, "Service", namespace, name) else {
        return Some(format!("{} has no Service {namespace}/{name}", prometheus.cluster));
    };
    let port = endpoint.get("port");
    let has_port = service.node.dig_seq(&["spec", "ports"]).any(|own| {
        port.is_some_and(|port| match port.as_str() {
            Some(name) => own.dig_str(&["name"]) == Some(name),
            None => own.get("port").and_then(Node::as_i64) == port.as_i64(),
        })
    });
    let pod = pod_templates_of(alertmanager);
    let selects = service
        .node
        .dig(&["spec", "selector"])
        .is_some_and(|selector| pod.is_some_and(|pod| Selector::map(selector).matches(&pod.labels)));
    let prefix = |text: Option<&str>| text.unwrap_or("/").trim_end_matches('/').to_owned();
    let (path, route) = (
        prefix(endpoint.dig_str(&["pathPrefix"])),
        prefix(alertmanager.node.dig_str(&["spec", "routePrefix"])),
    );
    if !has_port {
        Some(format!("{} has no port of that name", service.id))
    } else if !selects {
        Some(format!("{} does not select its pods", service.id))
    } else if path != route {
        Some(format!("they go to {path}/, and it answers under {route}/"))
    } else {
        None
    }
}
