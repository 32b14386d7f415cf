//! The pod of Grafana: its container, settings and sidecars.

use conform_manifest::{Object, Stack, yaml::Node};
use conform_model::{Finding, JsonPointer};

use super::{
    Ini, PodTemplate,
    files::{Held, held},
    pod_templates_of,
    pods::Container,
    pointer, secret_file,
};
use crate::{
    Facts, Outcome,
    contracts::Cluster,
    required::{On, Required},
};

/// Grafana, by the name that the contract fixes.
pub(crate) const GRAFANA: Required = Required::new("Deployment", "monitoring", "kps-grafana");

/// Where Grafana looks for its settings.
const SETTINGS: &str = "/etc/grafana/grafana.ini";

/// Grafana of one cluster.
#[derive(Debug, Clone)]
pub(crate) struct Grafana<'a> {
    pub(crate) cluster: &'a Cluster,
    pub(crate) deployment: &'a Object,
    /// The pod's spec.
    pub(crate) spec: &'a Node,
    /// The container that serves.
    pub(crate) server: Container<'a>,
    /// The other containers.
    pub(crate) sidecars: Vec<Container<'a>>,
}

/// The Grafana of every cluster; where there is none, or none that can be read, that is a finding.
pub(crate) fn grafanas<'a>(cx: &Facts<'a>, out: &mut Outcome) -> Vec<Grafana<'a>> {
    let mut found = Vec::new();
    for (cluster, deployment) in GRAFANA.find(cx, out, On::Every) {
        let pod = pod_templates_of(deployment);
        let spec = pod.as_ref().and_then(PodTemplate::spec).map(|(_, spec)| spec);
        let containers = pod.as_ref().map(PodTemplate::containers).unwrap_or_default();
        let (server, sidecars): (Vec<_>, Vec<_>) =
            containers.into_iter().partition(|container| container.name() == "grafana");
        match (spec, server.into_iter().next()) {
            (Some(spec), Some(server)) => found.push(Grafana { cluster, deployment, spec, server, sidecars }),
            _ => out.fail(
                Finding::missing(
                    format!("{} has no container `grafana`", deployment.id),
                    deployment.location(&pointer(&["spec", "template", "spec", "containers"])),
                )
                .help("keep the name that the chart gives it"),
            ),
        }
    }
    found
}

impl<'a> Grafana<'a> {
    /// A variable of the server, and where it stands.
    pub(crate) fn variable(&self, name: &str) -> Option<(JsonPointer, &'a Node)> {
        variable(&self.server, name)
    }

    /// What holds the file at a path of the server.
    pub(crate) fn held(&self, path: &str) -> Held<'a> {
        let (mounts, volumes) = self.mounts();
        held(&mounts, &volumes, path)
    }

    fn mounts(&self) -> (Vec<&'a Node>, Vec<&'a Node>) {
        let mounts = self.server.node.dig_seq(&["volumeMounts"]).collect();
        (mounts, self.spec.dig_seq(&["volumes"]).collect())
    }

    /// The ConfigMap with the settings, and the settings.
    pub(crate) fn settings(&self, stack: &'a Stack) -> Option<(&'a Object, Ini)> {
        let Held::ConfigMap { name, key } = self.held(SETTINGS) else { return None };
        let map = stack.find(&self.cluster.id, "ConfigMap", self.deployment.namespace(), name)?;
        Some((map, Ini::parse(map.node.dig_str(&["data", &key])?)))
    }

    /// A setting in force: that of its variable, else that of the file.
    pub(crate) fn setting(&self, stack: &Stack, section: &str, key: &str) -> Option<String> {
        let name = format!("GF_{section}_{key}").replace(['.', '-'], "_").to_ascii_uppercase();
        if let Some((_, variable)) = self.variable(&name) {
            return variable.dig_str(&["value"]).map(ToOwned::to_owned);
        }
        let (cluster, namespace) = (&self.cluster.id, self.deployment.namespace());
        let Held::ConfigMap { name, key: file } = self.held(SETTINGS) else { return None };
        let map = stack.find(cluster, "ConfigMap", namespace, name)?;
        Ini::parse(map.node.dig_str(&["data", &file])?).get(section, key).map(ToOwned::to_owned)
    }
}

/// Why a value of a provisioning file leads to no Secret: it must be `$__env{NAME}` with a variable
/// of the server from a Secret, or `$__file{path}` with a file that it mounts from one.
///
/// Never says the value, unless it is a reference.
pub(crate) fn reference_reason(stack: &Stack, grafana: &Grafana<'_>, value: &str) -> Option<String> {
    let inside = |prefix: &str| value.strip_prefix(prefix).and_then(|rest| rest.strip_suffix('}'));
    if let Some(name) = inside("$__env{") {
        let from_secret = grafana
            .variable(name)
            .is_some_and(|(_, variable)| variable.dig_str(&["valueFrom", "secretKeyRef", "name"]).is_some());
        return (!from_secret).then(|| format!("names variable {name}, which Grafana takes from no Secret"));
    }
    if let Some(path) = inside("$__file{") {
        let (mounts, volumes) = grafana.mounts();
        let (cluster, namespace) = (&grafana.cluster.id, grafana.deployment.namespace());
        let found = secret_file(stack, cluster, namespace, &mounts, &volumes, path);
        return found.err().map(|reason| format!("names {path}, which {reason}"));
    }
    Some("stands there in clear".to_owned())
}

/// A variable of a container, and where it stands.
pub(crate) fn variable<'a>(container: &Container<'a>, name: &str) -> Option<(JsonPointer, &'a Node)> {
    let list = container.pointer.key("env");
    let (at, node) = container
        .node
        .dig_seq(&["env"])
        .enumerate()
        .find(|(_, variable)| variable.dig_str(&["name"]) == Some(name))?;
    Some((list.index(at), node))
}
