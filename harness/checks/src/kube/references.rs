//! What an object refers to by name: `ConfigMap`s, Secrets, and keys in them.

use conform_manifest::{Object, yaml::Node};
use conform_model::JsonPointer;

use super::pods::{PodTemplate, pod_templates_of};

/// A reference to a ConfigMap or a Secret of the object's own namespace.
#[derive(Debug, Clone)]
pub(crate) struct Reference {
    /// `ConfigMap` or `Secret`, and `PersistentVolumeClaim` for volumes.
    pub(crate) kind: &'static str,
    /// The name.
    pub(crate) name: String,
    /// The keys of it that are named, and where.
    pub(crate) keys: Vec<(String, JsonPointer)>,
    /// Where the name stands.
    pub(crate) place: JsonPointer,
}

/// Every reference of an object that must be satisfied; those marked optional are left out.
pub(crate) fn references(object: &Object) -> Vec<Reference> {
    let mut found = Vec::new();
    if let Some(pod) = pod_templates_of(object) {
        of_pod(&pod, &mut found);
    }
    let spec = JsonPointer::root().key("spec");
    match object.kind() {
        "Prometheus" | "Alertmanager" => of_operated(object, &spec, &mut found),
        "ServiceMonitor" => {
            for (at, endpoint) in object.node.dig_seq(&["spec", "endpoints"]).enumerate() {
                selected_keys(endpoint, &spec.key("endpoints").index(at), &mut found);
            }
        }
        "Ingress" => {
            for (at, tls) in object.node.dig_seq(&["spec", "tls"]).enumerate() {
                named("Secret", tls, "secretName", &spec.key("tls").index(at), &mut found);
            }
            let annotations = JsonPointer::root().key("metadata").key("annotations");
            if let Some(name) = object.annotation(AUTH_SECRET).filter(|name| !name.contains('/')) {
                found.push(Reference {
                    kind: "Secret",
                    name: name.to_owned(),
                    keys: Vec::new(),
                    place: annotations.key(AUTH_SECRET),
                });
            }
        }
        _ => {}
    }
    found
}

/// The annotation by which an Ingress names its basic-auth file.
const AUTH_SECRET: &str = "nginx.ingress.kubernetes.io/auth-secret";

fn of_pod(pod: &PodTemplate<'_>, found: &mut Vec<Reference>) {
    let Some((place, spec)) = pod.spec() else { return };
    volumes(spec, &place.key("volumes"), found);
    for (at, secret) in spec.dig_seq(&["imagePullSecrets"]).enumerate() {
        named("Secret", secret, "name", &place.key("imagePullSecrets").index(at), found);
    }
    for container in pod.containers() {
        for (at, variable) in container.node.dig_seq(&["env"]).enumerate() {
            let place = container.pointer.key("env").index(at).key("valueFrom");
            for (field, kind) in [("configMapKeyRef", "ConfigMap"), ("secretKeyRef", "Secret")] {
                if let Some(node) = variable.dig(&["valueFrom", field]) {
                    key_of(kind, node, &place.key(field), found);
                }
            }
        }
        for (at, source) in container.node.dig_seq(&["envFrom"]).enumerate() {
            let place = container.pointer.key("envFrom").index(at);
            for (field, kind) in [("configMapRef", "ConfigMap"), ("secretRef", "Secret")] {
                if let Some(node) = source.get(field).filter(|node| !optional(node)) {
                    named(kind, node, "name", &place.key(field), found);
                }
            }
        }
    }
}

fn volumes(spec: &Node, place: &JsonPointer, found: &mut Vec<Reference>) {
    for (at, volume) in spec.dig_seq(&["volumes"]).enumerate() {
        let place = place.index(at);
        if let Some(node) = volume.get("configMap") {
            with_items("ConfigMap", node, "name", &place.key("configMap"), found);
        }
        if let Some(node) = volume.get("secret") {
            with_items("Secret", node, "secretName", &place.key("secret"), found);
        }
        if let Some(node) = volume.get("persistentVolumeClaim") {
            named("PersistentVolumeClaim", node, "claimName", &place.key("persistentVolumeClaim"), found);
        }
        for (source, node) in volume.dig_seq(&["projected", "sources"]).enumerate() {
            let place = place.key("projected").key("sources").index(source);
            for (field, kind) in [("configMap", "ConfigMap"), ("secret", "Secret")] {
                if let Some(node) = node.get(field) {
                    with_items(kind, node, "name", &place.key(field), found);
                }
            }
        }
    }
}

/// What the operator's own resources name: mounted objects, the configuration, selected keys.
fn of_operated(object: &Object, spec: &JsonPointer, found: &mut Vec<Reference>) {
    let Some(node) = object.node.get("spec") else { return };
    volumes(node, &spec.key("volumes"), found);
    for (list, kind) in [("secrets", "Secret"), ("configMaps", "ConfigMap")] {
        for (at, name) in node.dig_seq(&[list]).enumerate() {
            if let Some(name) = name.as_str() {
                found.push(Reference {
                    kind,
                    name: name.to_owned(),
                    keys: Vec::new(),
                    place: spec.key(list).index(at),
                });
            }
        }
    }
    named("Secret", node, "configSecret", spec, found);
    if let Some(thanos) = node.dig(&["thanos", "objectStorageConfig"]) {
        key_of("Secret", thanos, &spec.key("thanos").key("objectStorageConfig"), found);
    }
    for field in ["additionalScrapeConfigs", "additionalAlertManagerConfigs", "additionalAlertRelabelConfigs"]
    {
        if let Some(node) = node.get(field) {
            key_of("Secret", node, &spec.key(field), found);
        }
    }
}

/// The keys that an endpoint of a ServiceMonitor selects for authentication and TLS.
fn selected_keys(endpoint: &Node, place: &JsonPointer, found: &mut Vec<Reference>) {
    for (group, field) in [
        ("basicAuth", "username"),
        ("basicAuth", "password"),
        ("tlsConfig", "keySecret"),
        ("authorization", "credentials"),
    ] {
        if let Some(node) = endpoint.dig(&[group, field]) {
            key_of("Secret", node, &place.key(group).key(field), found);
        }
    }
    for field in ["ca", "cert"] {
        for (source, kind) in [("secret", "Secret"), ("configMap", "ConfigMap")] {
            if let Some(node) = endpoint.dig(&["tlsConfig", field, source]) {
                key_of(kind, node, &place.key("tlsConfig").key(field).key(source), found);
            }
        }
    }
}

fn optional(node: &Node) -> bool {
    node.get("optional").and_then(Node::as_bool) == Some(true)
}

fn named(kind: &'static str, node: &Node, field: &str, place: &JsonPointer, found: &mut Vec<Reference>) {
    if let Some(name) = node.dig_str(&[field]) {
        found.push(Reference { kind, name: name.to_owned(), keys: Vec::new(), place: place.key(field) });
    }
}

fn key_of(kind: &'static str, node: &Node, place: &JsonPointer, found: &mut Vec<Reference>) {
    if optional(node) {
        return;
    }
    if let Some(name) = node.dig_str(&["name"]) {
        let keys = node.dig_str(&["key"]).map(|key| (key.to_owned(), place.key("key")));
        found.push(Reference {
            kind,
            name: name.to_owned(),
            keys: keys.into_iter().collect(),
            place: place.key("name"),
        });
    }
}

fn with_items(kind: &'static str, node: &Node, field: &str, place: &JsonPointer, found: &mut Vec<Reference>) {
    if optional(node) {
        return;
    }
    let Some(name) = node.dig_str(&[field]) else { return };
    let items = place.key("items");
    let keys = node
        .dig_seq(&["items"])
        .enumerate()
        .filter_map(|(at, item)| Some((item.dig_str(&["key"])?.to_owned(), items.index(at).key("key"))))
        .collect();
    found.push(Reference { kind, name: name.to_owned(), keys, place: place.key(field) });
}
