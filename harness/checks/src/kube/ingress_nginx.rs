//! The ingress controller as its clauses see it.

use conform_manifest::{Object, yaml::Node};
use conform_model::{ContractId, Finding, JsonPointer, Location};

use crate::{
    Facts, Outcome,
    contracts::{Cluster, Role},
    kube::{
        args::{Flag, flags},
        pod_templates_of,
    },
    required::{On, Required, each_has},
    sources::with_values_key,
};

/// The controller, by the name that release and chart give it.
const CONTROLLER: Required = Required::new("DaemonSet", "ingress-nginx", "ingress-nginx-controller");
/// Its configuration.
const CONFIGURATION: Required = Required::new("ConfigMap", "ingress-nginx", "ingress-nginx-controller");

/// The controller of a cluster.
#[derive(Debug)]
pub(crate) struct Controller<'a> {
    pub(crate) object: &'a Object,
    /// Its container, and where that stands.
    pub(crate) container: &'a Node,
    pub(crate) place: JsonPointer,
    /// The spec of its pods, and where that stands.
    pub(crate) pod: &'a Node,
    pub(crate) pod_place: JsonPointer,
    pub(crate) flags: Vec<Flag<'a>>,
}

impl<'a> Controller<'a> {
    /// A flag by its name, without hyphens.
    pub(crate) fn flag(&self, name: &str) -> Option<&Flag<'a>> {
        self.flags.iter().rev().find(|flag| flag.name == name)
    }

    /// Where a flag stands; where it is absent, the arguments.
    pub(crate) fn flag_location(&self, name: &str) -> Location {
        let place = self.flag(name).map_or_else(|| self.place.key("args"), |flag| flag.place.clone());
        self.object.location(&place)
    }

    /// Where a part of the container stands.
    pub(crate) fn part(&self, key: &str) -> Location {
        self.object.location(&self.place.key(key))
    }

    /// The ports that its container lists, each with its place.
    pub(crate) fn ports(&self) -> impl Iterator<Item = (JsonPointer, &'a Node)> {
        let list = self.place.key("ports");
        self.container.dig_seq(&["ports"]).enumerate().map(move |(at, port)| (list.index(at), port))
    }

    /// Whether its pods use the network of the node.
    pub(crate) fn on_host_network(&self) -> bool {
        self.pod.get("hostNetwork").and_then(Node::as_bool) == Some(true)
    }
}

/// The controller of every cluster, each counted as looked at; where one is missing, or has no
/// container, that is a finding.
pub(crate) fn controllers<'a>(cx: &Facts<'a>, out: &mut Outcome) -> Vec<(&'a Cluster, Controller<'a>)> {
    let mut found = Vec::new();
    for (cluster, object) in CONTROLLER.find(cx, out, On::Every) {
        let template = pod_templates_of(object);
        let container = template.as_ref().and_then(|pod| {
            pod.containers().into_iter().find(|container| !container.init && container.name() == "controller")
        });
        let pod = template.as_ref().and_then(|pod| pod.spec().map(|(place, node)| (place.clone(), node)));
        let (Some(container), Some((pod_place, pod))) = (container, pod) else {
            out.fail(
                Finding::missing(
                    format!("{} has no container `controller`", object.id),
                    object.location(&JsonPointer::root().key("spec")),
                )
                .help("render the controller from its chart"),
            );
            continue;
        };
        out.examine("controllers");
        let args: Vec<&Node> = container.node.dig_seq(&["args"]).collect();
        let flags = flags(&args, &container.pointer.key("args"));
        let (place, container) = (container.pointer, container.node);
        found.push((cluster, Controller { object, container, place, pod, pod_place, flags }));
    }
    found
}

/// The configuration of every controller, each counted as looked at.
pub(crate) fn configurations<'a>(cx: &Facts<'a>, out: &mut Outcome) -> Vec<&'a Object> {
    let found = CONFIGURATION.find(cx, out, On::Every);
    found.into_iter().map(|(_, object)| object).inspect(|_| out.examine("configurations")).collect()
}

/// A setting of the configuration.
pub(crate) fn setting<'a>(configuration: &'a Object, key: &str) -> Option<&'a str> {
    configuration.node.dig_str(&["data", key])
}

/// A finding at a setting, with the place in the values file.
pub(crate) fn wrong_setting(
    cx: &Facts<'_>,
    configuration: &Object,
    key: &str,
    message: String,
    help: &str,
) -> Finding {
    let finding =
        Finding::new(message, configuration.location(&JsonPointer::root().key("data").key(key))).help(help);
    with_values_key(finding, cx, configuration, &["controller", "config", key])
}

/// Every Ingress, each counted as looked at; a cluster without any is a finding.
pub(crate) fn ingresses<'a>(cx: &Facts<'a>, out: &mut Outcome) -> Vec<&'a Object> {
    let found: Vec<&Object> = cx.stack.of_kind("Ingress").collect();
    each_has(cx, out, On::Every, "Ingress", &found);
    for _ in &found {
        out.examine("ingresses");
    }
    found
}

/// The ports of the node that the controller answers on.
pub(crate) fn entry_ports(cx: &Facts<'_>) -> Vec<i64> {
    let fact = cx.contracts.fact(ContractId::NginxIngressDeployment, "entry-ports");
    fact.value.split_whitespace().filter_map(|port| port.parse().ok()).collect()
}

/// The Ingresses that a cluster must have in `monitoring`, each with the Service behind it.
pub(crate) fn routes<'a>(cx: &Facts<'a>, cluster: &Cluster) -> Vec<(&'a str, &'a str)> {
    let every = cx.contracts.fact(ContractId::NginxIngressDeployment, "routes");
    let central = cx.contracts.fact(ContractId::NginxIngressDeployment, "routes-central");
    let central = central.value.split_whitespace().filter(|_| cluster.role == Role::Central);
    every.value.split_whitespace().chain(central).filter_map(|route| route.split_once('=')).collect()
}
