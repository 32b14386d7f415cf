//! Thanos Query's endpoint file.

use conform_manifest::{Object, yaml::Node};
use conform_model::{ClusterId, Finding, JsonPointer};

use super::{PodTemplate, embedded, pod_templates_of};
use crate::{
    Facts, Outcome,
    required::{On, Required},
};

/// One entry of the file.
#[derive(Debug, Clone)]
pub(crate) struct Endpoint {
    /// Where Query connects to.
    pub(crate) address: String,
    /// Whether Query keeps it in its list when it is away.
    pub(crate) strict: bool,
}

impl Endpoint {
    /// Where the file stands in its ConfigMap.
    pub(crate) fn data(map: &Object) -> JsonPointer {
        let key = map.node.get("data").and_then(Node::as_map).and_then(|data| data.iter().next());
        let data = JsonPointer::root().key("data");
        key.map_or_else(|| data.clone(), |entry| data.key(&entry.key))
    }
}

/// Thanos Query, by the name that the contract fixes.
pub(crate) const QUERY: Required = Required::new("Deployment", "monitoring", "thanos-query");

/// The endpoint files that Query mounts: the ConfigMap that holds each, and its entries.
///
/// A Query without such a file, or with one that cannot be read, is a finding.
pub(crate) fn endpoints<'a>(cx: &Facts<'a>, out: &mut Outcome) -> Vec<(&'a Object, Vec<Endpoint>)> {
    let mut found = Vec::new();
    for (cluster, query) in QUERY.find(cx, out, On::Central) {
        let pod = pod_templates_of(query);
        let Some((_, spec)) = pod.as_ref().and_then(PodTemplate::spec) else { continue };
        let mut maps = spec
            .dig_seq(&["volumes"])
            .filter_map(|volume| volume.dig_str(&["configMap", "name"]))
            .filter_map(|name| cx.stack.find(&cluster.id, "ConfigMap", query.namespace(), name));
        let file = maps.find_map(|map| {
            let data = map.node.get("data").and_then(Node::as_map)?;
            let file = data
                .iter()
                .find_map(|entry| embedded(&entry.value).filter(|file| file.get("endpoints").is_some()))?;
            Some((map, file))
        });
        match file {
            None => out.fail(
                Finding::new(
                    format!("{} mounts no endpoint file that can be read", query.id),
                    query.location(&JsonPointer::root().key("spec")),
                )
                .help("mount a ConfigMap with an endpoint file and name it with --endpoint.sd-config-file"),
            ),
            Some((map, file)) => {
                let endpoints = file
                    .dig_seq(&["endpoints"])
                    .map(|entry| Endpoint {
                        address: entry.dig_str(&["address"]).unwrap_or_default().to_owned(),
                        strict: entry.get("strict").and_then(Node::as_bool) == Some(true),
                    })
                    .collect();
                found.push((map, endpoints));
            }
        }
    }
    found
}

/// The node port under which an edge exposes its sidecar's gRPC.
pub(crate) fn exposed_port(cx: &Facts<'_>, edge: &ClusterId) -> Option<i64> {
    cx.stack
        .of_kind("Service")
        .filter(|service| {
            service.cluster == *edge && service.node.dig_str(&["spec", "type"]) == Some("NodePort")
        })
        .flat_map(|service| service.node.dig_seq(&["spec", "ports"]))
        .find(|port| port.dig_str(&["name"]) == Some("grpc"))
        .and_then(|port| port.get("nodePort"))
        .and_then(Node::as_i64)
}
