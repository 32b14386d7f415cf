use conform_manifest::{Object, yaml::Node};
use conform_model::{ClauseId, ContractId, Finding, JsonPointer, Level};

use crate::{
    Clause, Facts, Needs, Outcome, Plan, Trace,
    contracts::Purpose,
    kube::{
        Selector, judge_flows, labels_of,
        network::{End, Network},
        pod_templates,
    },
};

const DOCS: &str = "\
## What must hold

For every ServiceMonitor Prometheus may reach the pods behind its Service on the port, and the listeners of its node that the contract lists.

## Why it matters

A target that a policy cuts off is down for ever, and its component looks broken although only the scrape is.

## How it is judged

ServiceMonitors are resolved to Services, these to pods and ports of the render, and the policies are evaluated for the way from Prometheus to each. What Prometheus serves itself needs no policy. Ports of the node stand in `contracts/network.yaml`.

## How to fix

Add the port to the egress rules of Prometheus and to the ingress rules of the component, under `deploy/base/policies`.
";

pub(crate) static CLAUSE: Clause = Clause {
    id: ClauseId::new(ContractId::Tree, "tree.scrapes-admitted"),
    title: "Prometheus may reach everything that it is told to scrape",
    level: Level::Must,
    traces: &[
        Trace::new("FR-010", "docs/stack.md#network-policies"),
        Trace::new("FR-017", "docs/stack.md#network-policies"),
    ],
    docs: DOCS,
    plan: Plan::Manifest { needs: Needs::Render, judge },
};

fn judge(cx: &Facts<'_>, out: &mut Outcome) {
    judge_flows(cx, out, Purpose::Scrapes);
    let pods = pod_templates(cx.stack);
    for cluster in &cx.contracts.topology.clusters {
        let network = Network::new(cx.stack, &cluster.id);
        let own = || pods.iter().filter(|pod| pod.object.cluster == cluster.id);
        let Some(prometheus) = own().find(|pod| pod.object.kind() == "Prometheus") else { continue };
        for (monitor, service, port) in targets(cx, cluster.id.as_str()) {
            let selector = service.node.dig(&["spec", "selector"]).map(Selector::map).unwrap_or_default();
            if selector.is_empty() {
                continue;
            }
            for pod in own()
                .filter(|pod| pod.object.namespace() == service.namespace() && selector.matches(&pod.labels))
            {
                if pod.object.id == prometheus.object.id || pod.on_host_network() {
                    continue;
                }
                let Some(number) = pod.port_number(port) else { continue };
                out.examine("scraped ports");
                if let Some(side) = network.refuses(&End::of(prometheus), &End::of(pod), number, "TCP") {
                    out.fail(
                        Finding::new(
                            format!(
                                "{} is told to scrape port {number} of {}, and no policy admits the {}",
                                prometheus.object.id,
                                pod.object.id,
                                side.key()
                            ),
                            monitor.location(&JsonPointer::root().key("spec").key("endpoints")),
                        )
                        .related("the Service", service.location(&JsonPointer::root().key("kind")))
                        .help("admit the port on both sides, under deploy/base/policies or in a component beside it"),
                    );
                }
            }
        }
    }
}

/// The Services that the `ServiceMonitors` of a cluster select, each with the target port meant.
fn targets<'a>(cx: &Facts<'a>, cluster: &str) -> Vec<(&'a Object, &'a Object, &'a Node)> {
    let of = |kind| cx.stack.of_kind(kind).filter(move |object| object.cluster.as_str() == cluster);
    let mut found = Vec::new();
    for monitor in of("ServiceMonitor") {
        let selector = monitor.node.dig(&["spec", "selector"]).map(Selector::labels).unwrap_or_default();
        let namespaces: Vec<&str> = monitor
            .node
            .dig_seq(&["spec", "namespaceSelector", "matchNames"])
            .filter_map(Node::as_str)
            .collect();
        for service in of("Service").filter(|service| selector.matches(&labels_of(service))) {
            let here = namespaces.is_empty() && service.namespace() == monitor.namespace();
            if !here && !namespaces.contains(&service.namespace()) {
                continue;
            }
            for endpoint in monitor.node.dig_seq(&["spec", "endpoints"]) {
                let wanted = endpoint.dig_str(&["port"]);
                let port = service
                    .node
                    .dig_seq(&["spec", "ports"])
                    .find(|port| wanted.is_some() && port.dig_str(&["name"]) == wanted);
                if let Some(target) =
                    port.and_then(|port| port.get("targetPort").or_else(|| port.get("port")))
                {
                    found.push((monitor, service, target));
                }
            }
        }
    }
    found
}
