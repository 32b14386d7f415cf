use conform_manifest::Object;
use conform_model::{ClauseId, ContractId, Finding, JsonPointer, Level};

use crate::{
    Clause, Facts, Needs, Outcome, Plan, Trace,
    kube::{
        PodTemplate, Selector,
        network::{End, Network, Side},
        pod_templates,
    },
};

const DOCS: &str = "\
## What must hold

For every Ingress the pods of the ingress controller may reach the pods behind the Service on the target port, and anybody may reach the controller on its HTTP and HTTPS ports.

## Why it matters

The host answers with 504 although Ingress, Service and pods are all there.

## How it is judged

Backends are resolved to Services, pods and ports of the render; the policies are evaluated for the way from the controller to each, and from an address that nobody has to ports 80 and 443 of the controller.

## How to fix

Add the port to the egress rules of `controller` in `ingress-nginx` and to the ingress rules of the component, or restore the rule for ports 80 and 443.
";

pub(crate) static CLAUSE: Clause = Clause {
    id: ClauseId::new(ContractId::Tree, "tree.ingress-backends-admitted"),
    title: "the ingress controller may reach what every Ingress leads to",
    level: Level::Must,
    traces: &[
        Trace::new("FR-003", "docs/stack.md#network-policies"),
        Trace::new("FR-017", "docs/stack.md#network-policies"),
    ],
    docs: DOCS,
    plan: Plan::Manifest { needs: Needs::Render, judge },
};

/// An address from a block that is reserved for documentation: somebody in the LAN.
const SOMEBODY: End<'static> = End::Address("203.0.113.1");
/// Where browsers connect to.
const ENTRIES: [u16; 2] = [80, 443];

fn judge(cx: &Facts<'_>, out: &mut Outcome) {
    let pods = pod_templates(cx.stack);
    for cluster in &cx.contracts.topology.clusters {
        let network = Network::new(cx.stack, &cluster.id);
        let own: Vec<&PodTemplate<'_>> = pods.iter().filter(|pod| pod.object.cluster == cluster.id).collect();
        let controllers: Vec<&PodTemplate<'_>> = own
            .iter()
            .copied()
            .filter(|pod| pod.object.namespace() == "ingress-nginx" && !pod.on_host_network())
            .collect();
        for controller in &controllers {
            for port in ENTRIES {
                out.examine("entries");
                if !network.admits(Side::Ingress, &SOMEBODY, &End::of(controller), port, "TCP") {
                    let message =
                        format!("no policy admits the LAN to port {port} of {}", controller.object.id);
                    let place = controller.object.location(&JsonPointer::root().key("kind"));
                    out.fail(
                        Finding::new(message, place)
                            .help("let everybody reach ports 80 and 443 of the controller"),
                    );
                }
            }
        }
        for (ingress, pod, number) in backends(cx, cluster.id.as_str(), &own) {
            for controller in &controllers {
                out.examine("backends");
                if let Some(side) = network.refuses(&End::of(controller), &End::of(pod), number, "TCP") {
                    out.fail(
                        Finding::new(
                            format!(
                                "{} leads to port {number} of {}, and no policy admits the {}",
                                ingress.id,
                                pod.object.id,
                                side.key()
                            ),
                            ingress.location(&JsonPointer::root().key("spec").key("rules")),
                        )
                        .help("admit the port from the controller on both sides, under deploy/base/policies"),
                    );
                }
            }
        }
    }
}

/// What the Ingresses of a cluster lead to: pods and the number of their port.
fn backends<'a>(
    cx: &Facts<'a>,
    cluster: &str,
    pods: &[&'a PodTemplate<'a>],
) -> Vec<(&'a Object, &'a PodTemplate<'a>, u16)> {
    let mut found = Vec::new();
    for ingress in cx.stack.of_kind("Ingress").filter(|object| object.cluster.as_str() == cluster) {
        let paths =
            ingress.node.dig_seq(&["spec", "rules"]).flat_map(|rule| rule.dig_seq(&["http", "paths"]));
        for backend in paths.filter_map(|path| path.dig(&["backend", "service"])) {
            let name = backend.dig_str(&["name"]).unwrap_or_default();
            let Some(service) = cx.stack.find(&ingress.cluster, "Service", ingress.namespace(), name) else {
                continue;
            };
            let selector = service.node.dig(&["spec", "selector"]).map(Selector::map).unwrap_or_default();
            let wanted = |port: &conform_manifest::yaml::Node| {
                let by_name = backend.dig(&["port", "name"]).map(|name| &name.value);
                let by_number = backend.dig(&["port", "number"]).map(|number| &number.value);
                (by_name.is_some() && port.get("name").map(|name| &name.value) == by_name)
                    || (by_number.is_some() && port.get("port").map(|port| &port.value) == by_number)
            };
            let Some(port) = service.node.dig_seq(&["spec", "ports"]).find(|port| wanted(port)) else {
                continue;
            };
            let Some(target) = port.get("targetPort").or_else(|| port.get("port")) else { continue };
            for pod in pods.iter().filter(|pod| {
                !selector.is_empty()
                    && pod.object.namespace() == service.namespace()
                    && selector.matches(&pod.labels)
            }) {
                if let Some(number) = pod.port_number(target) {
                    found.push((ingress, *pod, number));
                }
            }
        }
    }
    found
}
