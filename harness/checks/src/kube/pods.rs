use std::collections::BTreeMap;

use conform_manifest::{Object, Stack, yaml::Node};
use conform_model::JsonPointer;

/// The pods that an object of the stack brings about.
#[derive(Debug, Clone)]
pub(crate) struct PodTemplate<'a> {
    /// The workload, or the custom resource from which an operator makes one.
    pub(crate) object: &'a Object,
    /// The labels of the pods.
    pub(crate) labels: BTreeMap<&'a str, &'a str>,
    /// Where the pod's spec stands; absent for pods that an operator makes.
    spec: Option<(JsonPointer, &'a Node)>,
}

/// A container of a pod template.
#[derive(Debug, Clone)]
pub(crate) struct Container<'a> {
    /// Where it stands in its object.
    pub(crate) pointer: JsonPointer,
    /// Its content.
    pub(crate) node: &'a Node,
    /// Whether it runs before the others.
    pub(crate) init: bool,
}

impl<'a> Container<'a> {
    /// Its name, or the empty string.
    pub(crate) fn name(&self) -> &'a str {
        self.node.dig_str(&["name"]).unwrap_or_default()
    }
}

impl<'a> PodTemplate<'a> {
    /// Where the pod's spec stands and what it says; `None` for pods that an operator makes.
    pub(crate) fn spec(&self) -> Option<(&JsonPointer, &'a Node)> {
        self.spec.as_ref().map(|(pointer, node)| (pointer, *node))
    }

    /// Whether a container lists this port, given by name or by number.
    ///
    /// A number is also accepted by pods that list no port at all: the list is only informative.
    /// Pods that prometheus-operator makes list what it gives them.
    pub(crate) fn has_port(&self, port: &Node) -> bool {
        if self.spec.is_none() {
            let ports = operator_ports(self.object.kind());
            return ports
                .iter()
                .any(|(name, number)| port.as_str() == Some(*name) || port.as_i64() == Some(*number));
        }
        let listed: Vec<&Node> =
            self.containers().iter().flat_map(|container| container.node.dig_seq(&["ports"])).collect();
        if let Some(name) = port.as_str() {
            return listed.iter().any(|own| own.dig_str(&["name"]) == Some(name));
        }
        listed.is_empty()
            || listed.iter().any(|own| own.get("containerPort").and_then(Node::as_i64) == port.as_i64())
    }

    /// The ports that its containers list: name, number and protocol.
    pub(crate) fn ports(&self) -> Vec<(&'a str, i64, &'a str)> {
        if self.spec.is_none() {
            return operator_ports(self.object.kind())
                .iter()
                .map(|(name, number)| (*name, *number, if *name == "mesh-udp" { "UDP" } else { "TCP" }))
                .collect();
        }
        let listed = self.containers().into_iter().flat_map(|container| container.node.dig_seq(&["ports"]));
        listed
            .filter_map(|port| {
                let number = port.get("containerPort").and_then(Node::as_i64)?;
                let protocol = port.dig_str(&["protocol"]).unwrap_or("TCP");
                Some((port.dig_str(&["name"]).unwrap_or_default(), number, protocol))
            })
            .collect()
    }

    /// The number of a port that is given by number or by the name that a container gives it.
    pub(crate) fn port_number(&self, port: &Node) -> Option<u16> {
        let number = match port.as_str() {
            None => port.as_i64(),
            Some(name) => {
                self.ports().into_iter().find(|(own, _, _)| *own == name).map(|(_, number, _)| number)
            }
        };
        number.and_then(|number| u16::try_from(number).ok())
    }

    /// The service account under which its pods run.
    pub(crate) fn account(&self) -> Option<&'a str> {
        let (_, spec) = self.place_and_spec();
        spec.and_then(|spec| spec.dig_str(&["serviceAccountName"]))
    }

    /// Where the fields of a pod's spec stand, and what they say: in the template, or, for pods that
    /// an operator makes, in the spec of the custom resource.
    pub(crate) fn place_and_spec(&self) -> (JsonPointer, Option<&'a Node>) {
        match &self.spec {
            Some((pointer, node)) => (pointer.clone(), Some(node)),
            None => (JsonPointer::root().key("spec"), self.object.node.get("spec")),
        }
    }

    /// Whether its pods live in the network of their node, where no policy reaches them.
    pub(crate) fn on_host_network(&self) -> bool {
        let (_, spec) = self.place_and_spec();
        spec.and_then(|spec| spec.get("hostNetwork")).and_then(Node::as_bool) == Some(true)
    }

    /// The containers, those that run first included.
    pub(crate) fn containers(&self) -> Vec<Container<'a>> {
        let Some((pointer, spec)) = &self.spec else { return Vec::new() };
        ["initContainers", "containers"]
            .into_iter()
            .flat_map(|key| {
                let list = pointer.key(key);
                spec.dig_seq(&[key]).enumerate().map(move |(at, node)| Container {
                    pointer: list.index(at),
                    node,
                    init: key == "initContainers",
                })
            })
            .collect()
    }
}

/// Where the pod template of a built-in workload stands.
fn template_route(kind: &str) -> Option<&'static [&'static str]> {
    match kind {
        "Pod" => Some(&[]),
        "Deployment" | "StatefulSet" | "DaemonSet" | "ReplicaSet" | "Job" | "ReplicationController" => {
            Some(&["spec", "template"])
        }
        "CronJob" => Some(&["spec", "jobTemplate", "spec", "template"]),
        _ => None,
    }
}

/// The pods of every workload of the stack, those that operators make included.
///
/// The labels of the latter are what prometheus-operator sets on the pods of a `Prometheus` and an
/// `Alertmanager`; they are not in the render.
pub(crate) fn pod_templates(stack: &Stack) -> Vec<PodTemplate<'_>> {
    stack.objects().filter_map(template).collect()
}

/// The pods of one object; none for what is no workload.
pub(crate) fn pod_templates_of(object: &Object) -> Option<PodTemplate<'_>> {
    template(object)
}

fn template(object: &Object) -> Option<PodTemplate<'_>> {
    if let Some(route) = template_route(object.kind()) {
        let template = object.node.dig(route)?;
        let pointer = route.iter().fold(JsonPointer::root(), |pointer, key| pointer.key(key)).key("spec");
        return Some(PodTemplate {
            object,
            labels: labels(template.dig(&["metadata", "labels"])),
            spec: Some((pointer, template.get("spec")?)),
        });
    }
    let name = object.name();
    let mut own = match object.kind() {
        "Prometheus" => BTreeMap::from([
            ("app.kubernetes.io/name", "prometheus"),
            ("app.kubernetes.io/instance", name),
            ("app.kubernetes.io/managed-by", "prometheus-operator"),
            ("operator.prometheus.io/name", name),
            ("prometheus", name),
        ]),
        "Alertmanager" => BTreeMap::from([
            ("app.kubernetes.io/name", "alertmanager"),
            ("app.kubernetes.io/instance", name),
            ("app.kubernetes.io/managed-by", "prometheus-operator"),
            ("alertmanager", name),
        ]),
        _ => return None,
    };
    own.extend(labels(object.node.dig(&["spec", "podMetadata", "labels"])));
    Some(PodTemplate { object, labels: own, spec: None })
}

/// The ports that prometheus-operator lists on the pods it makes.
fn operator_ports(kind: &str) -> &'static [(&'static str, i64)] {
    match kind {
        "Prometheus" => &[("http-web", 9090), ("reloader-web", 8080), ("http", 10902), ("grpc", 10901)],
        "Alertmanager" => {
            &[("http-web", 9093), ("reloader-web", 8080), ("mesh-tcp", 9094), ("mesh-udp", 9094)]
        }
        _ => &[],
    }
}

fn labels(node: Option<&Node>) -> BTreeMap<&str, &str> {
    node.and_then(Node::as_map)
        .into_iter()
        .flatten()
        .filter_map(|entry| Some((&*entry.key, entry.value.as_str()?)))
        .collect()
}

/// The labels of an object itself.
pub(crate) fn labels_of(object: &Object) -> BTreeMap<&str, &str> {
    labels(object.node.dig(&["metadata", "labels"]))
}

/// Labels of pods that controllers of the stack make or label at run time, by namespace: those of
/// Longhorn 1.12, whose manager adds the labels of the webhook and of the recovery backend to the
/// pods that serve them.
const MADE_AT_RUN_TIME: &[(&str, &[(&str, &str)])] = &[
    (
        "longhorn-system",
        &[("longhorn.io/component", "instance-manager"), ("longhorn.io/managed-by", "longhorn-manager")],
    ),
    (
        "longhorn-system",
        &[("longhorn.io/component", "backing-image-manager"), ("longhorn.io/managed-by", "longhorn-manager")],
    ),
    (
        "longhorn-system",
        &[
            ("longhorn.io/component", "backing-image-data-source"),
            ("longhorn.io/managed-by", "longhorn-manager"),
        ],
    ),
    (
        "longhorn-system",
        &[("longhorn.io/component", "share-manager"), ("longhorn.io/managed-by", "longhorn-manager")],
    ),
    (
        "longhorn-system",
        &[("longhorn.io/managed-by", "longhorn-manager"), ("recurring-job.longhorn.io", "backup-daily")],
    ),
    ("longhorn-system", &[("longhorn.io/job-task", "backup")]),
    ("longhorn-system", &[("longhorn.io/admission-webhook", "longhorn-admission-webhook")]),
    ("longhorn-system", &[("longhorn.io/recovery-backend", "longhorn-recovery-backend")]),
    ("longhorn-system", &[("app", "csi-attacher")]),
    ("longhorn-system", &[("app", "csi-provisioner")]),
    ("longhorn-system", &[("app", "csi-resizer")]),
    ("longhorn-system", &[("app", "csi-snapshotter")]),
    ("longhorn-system", &[("app", "longhorn-csi-plugin")]),
];

/// The labels of those of them in a namespace that a selector hits.
pub(crate) fn run_time_pods(
    namespace: &str,
    selector: &super::Selector,
) -> Vec<&'static [(&'static str, &'static str)]> {
    MADE_AT_RUN_TIME
        .iter()
        .filter(|(own, labels)| *own == namespace && selector.matches(&labels.iter().copied().collect()))
        .map(|(_, labels)| *labels)
        .collect()
}

/// Whether a selector meant for a namespace hits pods that are made at run time.
pub(crate) fn hits_run_time_pods(namespace: &str, selector: &super::Selector) -> bool {
    !run_time_pods(namespace, selector).is_empty()
}
