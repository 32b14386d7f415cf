//! The operator that makes Prometheus and Alertmanager from their resources.

use conform_manifest::{Object, Stack, yaml::Node};
use conform_model::JsonPointer;

use super::{PodTemplate, pod_templates_of};
use crate::required::Required;

/// The operator, by the name that the contract fixes.
pub(crate) const OPERATOR: Required = Required::new("Deployment", "monitoring", "kps-operator");

/// The arguments of all containers of a workload, each with its place.
pub(crate) fn arguments(workload: &Object) -> Vec<(JsonPointer, &str)> {
    let containers = pod_templates_of(workload).as_ref().map(PodTemplate::containers).unwrap_or_default();
    let mut found = Vec::new();
    for container in containers {
        let list = container.pointer.key("args");
        let arguments = container.node.dig_seq(&["args"]).enumerate();
        found.extend(arguments.filter_map(|(at, argument)| Some((list.index(at), Node::as_str(argument)?))));
    }
    found
}

/// The definitions of the operator's resources, in whatever stage they stand.
pub(crate) fn definitions(stack: &Stack) -> impl Iterator<Item = &Object> {
    let ours = |object: &&Object| object.node.dig_str(&["spec", "group"]) == Some("monitoring.coreos.com");
    stack.of_kind("CustomResourceDefinition").filter(ours)
}
