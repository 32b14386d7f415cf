use conform_model::{ClauseId, ContractId, Finding, Level, Location};

use crate::{
    Clause, Facts, Needs, Outcome, Plan, Trace,
    contracts::Cluster,
    kube::{alertmanager::ALERTMANAGER, grafana_server::grafanas, pointer, prometheus::PROMETHEUS},
    required::On,
};

const DOCS: &str = "\
## What must hold

The external address of every Prometheus, Alertmanager and Grafana is `https://` and the host of an Ingress of its cluster that leads to its Service.

## Why it matters

The link in a notification is made of this address. Left alone it is the name of a pod that no browser resolves, or the interface of another cluster that shows everything in order.

## How it is judged

`spec.externalUrl` and `GF_SERVER_ROOT_URL` are compared with the hosts of the Ingresses whose backend is the Service.

## How to fix

Patch the address in the overlay, beside the host of the Ingress.
";

pub(crate) static CLAUSE: Clause = Clause {
    id: ClauseId::new(ContractId::KubePrometheusStack, "kube-prometheus-stack.links-lead-to-the-ingress"),
    title: "links in alerts and in Grafana lead to the Ingress of their cluster",
    level: Level::Must,
    traces: &[
        Trace::new("FR-003", "docs/design.md#fr-003"),
        Trace::new("FR-012b", "docs/stack.md#alertmanager"),
    ],
    docs: DOCS,
    plan: Plan::Manifest { needs: Needs::Render, judge },
};

fn judge(cx: &Facts<'_>, out: &mut Outcome) {
    for (required, service) in [(PROMETHEUS, "kps-prometheus"), (ALERTMANAGER, "kps-alertmanager")] {
        for (cluster, object) in required.find(cx, out, On::Every) {
            let url = object.node.dig_str(&["spec", "externalUrl"]);
            let place = object.location(&pointer(&["spec", "externalUrl"]));
            judge_one(cx, out, cluster, service, url, place);
        }
    }
    for grafana in grafanas(cx, out) {
        let variable = grafana.variable("GF_SERVER_ROOT_URL");
        let place =
            variable.as_ref().map_or_else(|| grafana.server.pointer.key("env"), |(place, _)| place.clone());
        let url = variable.and_then(|(_, node)| node.dig_str(&["value"]));
        judge_one(cx, out, grafana.cluster, "kps-grafana", url, grafana.deployment.location(&place));
    }
}

fn judge_one(
    cx: &Facts<'_>,
    out: &mut Outcome,
    cluster: &Cluster,
    service: &str,
    url: Option<&str>,
    place: Location,
) {
    out.examine("addresses");
    let hosts: Vec<&str> = cx
        .stack
        .of_kind("Ingress")
        .filter(|ingress| ingress.cluster == cluster.id)
        .flat_map(|ingress| ingress.node.dig_seq(&["spec", "rules"]))
        .filter(|rule| {
            rule.dig_seq(&["http", "paths"])
                .any(|path| path.dig_str(&["backend", "service", "name"]) == Some(service))
        })
        .filter_map(|rule| rule.dig_str(&["host"]))
        .collect();
    let host = url.and_then(|url| url.strip_prefix("https://")).map(|rest| rest.trim_end_matches('/'));
    if host.is_none_or(|host| !hosts.contains(&host)) {
        let url = url.unwrap_or("absent");
        let hosts = if hosts.is_empty() { "none".to_owned() } else { hosts.join(", ") };
        out.fail(
            Finding::new(
                format!("the external address of {service} is {url}; hosts that lead to it: {hosts}"),
                place,
            )
            .help("set it to https:// and the host of the Ingress in the overlay"),
        );
    }
}
