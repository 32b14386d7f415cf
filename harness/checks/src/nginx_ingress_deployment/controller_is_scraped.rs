use conform_model::{ClauseId, ContractId, Finding, JsonPointer, Level};

use crate::kube::ingress_nginx::controllers;
use crate::{Clause, Facts, Needs, Outcome, Plan, Trace};
use crate::{
    required::{On, Required},
    sources::with_values_key,
};

const DOCS: &str = "\
## What must hold

The controller is told to export metrics, and a ServiceMonitor asks for its port `metrics` at the interval of the contract.

## Why it matters

Requests, errors, reloads and the age of certificates are seen nowhere else; the alerts on them are silent without.

## How it is judged

The flag `--enable-metrics` and the endpoints of the ServiceMonitor are read.

## How to fix

Set `controller.metrics.enabled`, `controller.metrics.serviceMonitor.enabled` and `scrapeInterval`.
";

pub(crate) static CLAUSE: Clause = Clause {
    id: ClauseId::new(ContractId::NginxIngressDeployment, "nginx-ingress-deployment.controller-is-scraped"),
    title: "the controller exports metrics and Prometheus scrapes them every 30 seconds",
    level: Level::Must,
    traces: &[Trace::new("FR-010", "docs/stack.md#values-for-ingress")],
    docs: DOCS,
    plan: Plan::Manifest { needs: Needs::Render, judge },
};

/// The monitor, by the name that release and chart give it.
const MONITOR: Required = Required::new("ServiceMonitor", "ingress-nginx", "ingress-nginx-controller");

fn judge(cx: &Facts<'_>, out: &mut Outcome) {
    let interval = cx.contracts.fact(ContractId::KubePrometheusStack, "scrape-interval");
    for (cluster, controller) in controllers(cx, out) {
        if controller.flag("enable-metrics").and_then(|flag| flag.value) != Some("true") {
            let finding = Finding::new(
                format!("the controller of {} exports no metrics", cluster.id),
                controller.flag_location("enable-metrics"),
            )
            .help("set controller.metrics.enabled: true");
            out.fail(with_values_key(finding, cx, controller.object, &["controller", "metrics", "enabled"]));
        }
    }
    for (cluster, monitor) in MONITOR.find(cx, out, On::Every) {
        out.examine("monitors");
        let place = JsonPointer::root().key("spec").key("endpoints");
        let mut endpoints = monitor.node.dig_seq(&["spec", "endpoints"]).enumerate();
        let metrics = endpoints.find(|(_, endpoint)| endpoint.dig_str(&["port"]) == Some("metrics"));
        let (message, place) = match metrics {
            None => (format!("no endpoint of {} asks for port metrics", monitor.id), place),
            Some((at, endpoint)) => {
                let own = endpoint.dig_str(&["interval"]).unwrap_or("the default");
                if own == interval.value {
                    continue;
                }
                (
                    format!(
                        "the controller of {} is scraped at {own}, not every {}",
                        cluster.id, interval.value
                    ),
                    place.index(at).key("interval"),
                )
            }
        };
        let finding = Finding::new(message, monitor.location(&place))
            .related("the contract demands", interval.location.clone())
            .help("set controller.metrics.serviceMonitor.scrapeInterval");
        out.fail(with_values_key(
            finding,
            cx,
            monitor,
            &["controller", "metrics", "serviceMonitor", "scrapeInterval"],
        ));
    }
}
