//! The entities of the data model as a render shows them.

use std::collections::BTreeMap;

use conform_manifest::{
    Object,
    yaml::{Node, Number, Value},
};
use conform_model::{
    JsonPointer,
    entity::{
        AlertRule, Dashboard, Endpoint, IngressRoute, Panel, PrometheusInstance, S3Bucket, SecretRef,
        ServiceMonitor, Stored,
    },
};

use super::embedded;
use crate::{
    Facts, Outcome,
    required::{On, Required},
};

fn text(node: &Node, route: &[&str]) -> String {
    node.dig_str(route).unwrap_or_default().to_owned()
}

fn texts(node: Option<&Node>) -> BTreeMap<String, String> {
    node.and_then(Node::as_map)
        .into_iter()
        .flatten()
        .filter_map(|entry| Some((entry.key.to_string(), entry.value.as_str()?.to_owned())))
        .collect()
}

/// An alert, from a rule of a `PrometheusRule`.
pub(crate) fn alert_rule(rule: &Node) -> AlertRule {
    AlertRule {
        name: text(rule, &["alert"]),
        expression: text(rule, &["expr"]),
        severity: text(rule, &["labels", "severity"]),
        duration: text(rule, &["for"]),
        annotations: texts(rule.get("annotations")),
    }
}

/// A dashboard, from the JSON that Grafana's sidecar provisions.
pub(crate) fn dashboard(content: &Node) -> Dashboard {
    let mut panels: Vec<&Node> = Vec::new();
    for panel in content.dig_seq(&["panels"]) {
        panels.push(panel);
        panels.extend(panel.dig_seq(&["panels"]));
    }
    let mut datasource: Vec<String> = panels
        .iter()
        .filter_map(|panel| panel.dig_str(&["datasource", "uid"]))
        .map(ToOwned::to_owned)
        .collect();
    datasource.sort();
    datasource.dedup();
    Dashboard {
        name: text(content, &["title"]),
        uid: text(content, &["uid"]),
        datasource,
        panels: panels
            .into_iter()
            .map(|panel| Panel {
                title: text(panel, &["title"]),
                queries: panel.dig_seq(&["targets"]).map(|target| text(target, &["expr"])).collect(),
            })
            .collect(),
        variables: content
            .dig_seq(&["templating", "list"])
            .map(|variable| text(variable, &["name"]))
            .collect(),
    }
}

/// What a `ServiceMonitor` tells Prometheus to scrape.
pub(crate) fn service_monitor(object: &Object) -> ServiceMonitor {
    let endpoint = |node: &Node| Endpoint {
        port: match node.get("port").or_else(|| node.get("targetPort")).map(|port| &port.value) {
            Some(Value::String(name)) => name.to_string(),
            Some(Value::Number(Number::Int(number))) => number.to_string(),
            _ => String::new(),
        },
        scrape_interval: text(node, &["interval"]),
    };
    ServiceMonitor {
        name: object.name().to_owned(),
        namespace: object.namespace().to_owned(),
        selector: texts(object.node.dig(&["spec", "selector", "matchLabels"])),
        endpoints: object.node.dig_seq(&["spec", "endpoints"]).map(endpoint).collect(),
    }
}

/// The routes of an Ingress, and where each host stands: one per path, and one for a rule without.
pub(crate) fn ingress_routes(ingress: &Object) -> Vec<(JsonPointer, IngressRoute)> {
    let rules = JsonPointer::root().key("spec").key("rules");
    let mut found = Vec::new();
    for (at, rule) in ingress.node.dig_seq(&["spec", "rules"]).enumerate() {
        let first = rule.dig_seq(&["http", "paths"]).next();
        let service = first.and_then(|path| path.dig(&["backend", "service"]));
        let port = service.and_then(|service| service.get("port"));
        let route = IngressRoute {
            hostname: text(rule, &["host"]),
            service_name: service.map(|service| text(service, &["name"])).unwrap_or_default(),
            service_port: port
                .and_then(|port| port.get("number").and_then(Node::as_i64))
                .map(|number| number.to_string())
                .or_else(|| port.map(|port| text(port, &["name"])))
                .unwrap_or_default(),
            cluster: ingress.cluster.clone(),
        };
        found.push((rules.index(at).key("host"), route));
    }
    found
}

/// A Prometheus as its external labels tell it from others.
pub(crate) fn prometheus_instance(prometheus: &Object) -> PrometheusInstance {
    let label = |name: &str| text(&prometheus.node, &["spec", "externalLabels", name]);
    // Without a name of our own the operator adds this label with the name of the pod.
    let replica = prometheus.node.dig_str(&["spec", "replicaExternalLabelName"]);
    PrometheusInstance { cluster: label("cluster"), replica: label(replica.unwrap_or("prometheus_replica")) }
}

/// Where Longhorn's settings of its first start stand.
const LONGHORN: Required = Required::new("ConfigMap", "longhorn-system", "longhorn-default-resource");

/// The Prometheus whose sidecar uploads.
const PROMETHEUS: Required = Required::new("Prometheus", "monitoring", "kps-prometheus");

/// The node of the log cluster.
const LOGS: Required = Required::new("StatefulSet", "logging", "opensearch");

/// Where the chart mounts the Secrets whose keys go into OpenSearch's keystore.
const KEYSTORE: &str = "/tmp/keystoreSecrets/";

/// The buckets that each cluster uses, with the object that says where the credentials are. One
/// that names none has an empty name there; an object that is missing is a finding.
pub(crate) fn buckets<'a>(cx: &Facts<'a>, out: &mut Outcome) -> Vec<(&'a Object, JsonPointer, S3Bucket)> {
    let topology = &cx.contracts.topology;
    let mut found = Vec::new();
    let mut add = |object: &'a Object, place: JsonPointer, name: String, stores: Stored| {
        let bucket = match stores {
            Stored::Metrics => &topology.buckets.metrics,
            Stored::Logs => &topology.buckets.logs,
            Stored::Volumes => &topology.buckets.volumes,
        };
        let credentials = SecretRef { namespace: object.namespace().to_owned(), name };
        let endpoint = topology.s3_endpoint.value.clone();
        found.push((object, place, S3Bucket { name: bucket.value.clone(), endpoint, credentials, stores }));
    };
    for (_, map) in LONGHORN.find(cx, out, On::Every) {
        let settings = map.node.dig(&["data", "default-resource.yaml"]).and_then(embedded);
        let name = settings.map(|settings| text(&settings, &["backup-target-credential-secret"]));
        let place = JsonPointer::root().key("data").key("default-resource.yaml");
        add(map, place, name.unwrap_or_default(), Stored::Volumes);
    }
    for (_, prometheus) in PROMETHEUS.find(cx, out, On::Every) {
        let place = JsonPointer::root().key("spec").key("thanos").key("objectStorageConfig").key("name");
        let name = text(&prometheus.node, &["spec", "thanos", "objectStorageConfig", "name"]);
        add(prometheus, place, name, Stored::Metrics);
    }
    for (_, node) in LOGS.find(cx, out, On::Every) {
        let spec = node.node.dig(&["spec", "template", "spec"]);
        let mounts = spec
            .into_iter()
            .flat_map(|spec| spec.dig_seq(&["initContainers"]))
            .flat_map(|container| container.dig_seq(&["volumeMounts"]));
        let secrets: Vec<&str> =
            mounts.filter_map(|mount| mount.dig_str(&["mountPath"])?.strip_prefix(KEYSTORE)).collect();
        let place = JsonPointer::root().key("spec").key("template").key("spec").key("initContainers");
        add(node, place, secrets.first().copied().unwrap_or_default().to_owned(), Stored::Logs);
    }
    found
}
