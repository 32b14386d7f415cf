//! Thanos Query's endpoint file.

use conform_manifest::{Object, yaml::Node};
use conform_model::{ClusterId, Finding, JsonPointer};

use super::{PodTemplate, Selector, component::Component, embedded, pod_templates, pod_templates_of};
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
    /// How Query secures the connection.
    pub(crate) tls: Tls,
}

/// The transport settings that hold for an endpoint: its own, and the file's defaults below them.
#[derive(Debug, Clone, Default)]
pub(crate) struct Tls {
    /// Whether the connection is encrypted at all.
    pub(crate) enabled: bool,
    /// Whether any certificate will do.
    pub(crate) skips_verification: bool,
    /// The file with the authority that the server's certificate must come from.
    pub(crate) ca: Option<String>,
    /// The file with the client's certificate.
    pub(crate) cert: Option<String>,
    /// The file with its key.
    pub(crate) key: Option<String>,
    /// The oldest version of TLS that is spoken.
    pub(crate) min_version: Option<String>,
    /// The name that the server's certificate must carry instead of the address.
    pub(crate) server_name: Option<String>,
}

impl Tls {
    fn read(file: &Node, entry: &Node) -> Self {
        let own = |route: &[&str]| {
            entry
                .get("client_config")
                .and_then(|config| config.dig(route))
                .or_else(|| file.get("default_client_config").and_then(|config| config.dig(route)))
        };
        let text = |route: &[&str]| {
            own(route).and_then(Node::as_str).filter(|text| !text.is_empty()).map(ToOwned::to_owned)
        };
        let flag = |key: &str| own(&["tls_config", key]).and_then(Node::as_bool);
        let (ca, cert, key) = (
            text(&["tls_config", "ca_file"]),
            text(&["tls_config", "cert_file"]),
            text(&["tls_config", "key_file"]),
        );
        let skips = flag("insecure_skip_verify");
        // Thanos takes any of the files as a wish for TLS, unless `enabled` says no.
        let wished = ca.is_some() || cert.is_some() || key.is_some() || skips.is_some();
        Self {
            enabled: flag("enabled").unwrap_or(wished),
            skips_verification: skips == Some(true),
            ca,
            cert,
            key,
            min_version: text(&["tls_config", "min_version"]),
            server_name: text(&["server_name"]),
        }
    }
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
                Finding::missing(
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
                        tls: Tls::read(&file, entry),
                    })
                    .collect();
                found.push((map, endpoints));
            }
        }
    }
    found
}

/// The endpoints that are the address of an edge, each with the map that lists it.
///
/// An edge without one is a finding of the clause that compares the list; here it is skipped, unless
/// there is none at all.
pub(crate) fn edge_endpoints<'a>(cx: &Facts<'a>, out: &mut Outcome) -> Vec<(&'a Object, Endpoint)> {
    let mut found = Vec::new();
    for (map, endpoints) in endpoints(cx, out) {
        for endpoint in endpoints {
            let host = endpoint.address.rsplit_once(':').map_or(&*endpoint.address, |(host, _)| host);
            if On::Edges.clusters(cx).any(|edge| edge.address.value == host) {
                found.push((map, endpoint));
            }
        }
        if found.is_empty() {
            out.fail(
                Finding::new("no endpoint of Query is an edge", map.location(&Endpoint::data(map)))
                    .help("list the address of every edge"),
            );
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

/// The labels by which a component merges replicas: those of `--query.replica-label` or, for a
/// compactor, of `--deduplication.replica-label`. Both may be repeated and may list several.
pub(crate) fn replica_labels<'a>(component: &Component<'a>) -> Vec<&'a str> {
    component
        .flags
        .iter()
        .filter(|flag| ["query.replica-label", "deduplication.replica-label"].contains(&flag.name))
        .filter_map(|flag| flag.value)
        .flat_map(|value| value.split(','))
        .map(str::trim)
        .collect()
}

/// The Services of a cluster that put pods of Prometheus or of Thanos on the LAN.
pub(crate) fn exposing<'a>(cx: &Facts<'a>, cluster: &ClusterId) -> Vec<&'a Object> {
    let pods: Vec<PodTemplate<'_>> = pod_templates(cx.stack)
        .into_iter()
        .filter(|pod| pod.object.cluster == *cluster && pod.object.namespace() == "monitoring")
        .filter(|pod| {
            let name = pod.labels.get("app.kubernetes.io/name").copied().unwrap_or_default();
            name == "prometheus" || name.starts_with("thanos-")
        })
        .collect();
    cx.stack
        .of_kind("Service")
        .filter(|service| {
            let kind = service.node.dig_str(&["spec", "type"]);
            service.cluster == *cluster
                && service.namespace() == "monitoring"
                && matches!(kind, Some("NodePort" | "LoadBalancer"))
        })
        .filter(|service| {
            service.node.dig(&["spec", "selector"]).map(Selector::map).is_some_and(|selector| {
                !selector.is_empty() && pods.iter().any(|pod| selector.matches(&pod.labels))
            })
        })
        .collect()
}
