//! Kubernetes objects as clauses see them: pods of workloads, selectors, quantities.

mod access;
pub(crate) mod alertmanager;
mod alerts;
pub(crate) mod args;
pub(crate) mod claims;
pub(crate) mod classic;
pub(crate) mod component;
pub(crate) mod credentials;
pub(crate) mod datasources;
pub(crate) mod duration;
mod embedded;
mod endpoints;
pub(crate) mod entities;
pub(crate) mod files;
mod flows;
pub(crate) mod fluent_bit;
pub(crate) mod gitignore;
pub(crate) mod grafana;
pub(crate) mod grafana_server;
pub(crate) mod images;
pub(crate) mod ingress_nginx;
mod ini;
pub(crate) mod jobs;
pub(crate) mod longhorn;
pub(crate) mod mounted;
mod mounts;
pub(crate) mod network;
pub(crate) mod object_store;
pub(crate) mod opensearch;
pub(crate) mod operator;
mod pods;
pub(crate) mod prometheus;
pub(crate) mod promql;
mod quantity;
mod references;
pub(crate) mod script;
mod security;
mod selector;
mod service_url;
pub(crate) mod thanos;
pub(crate) mod tls;

pub(crate) use access::{grants, rules_of};
pub(crate) use alerts::alert_rules;
pub(crate) use duration::seconds;
pub(crate) use embedded::embedded;
pub(crate) use endpoints::{MONITORS, endpoints};
pub(crate) use flows::{judge_flows, object_storage};
pub(crate) use ini::Ini;
pub(crate) use mounts::secret_file;
pub(crate) use opensearch::judge_node_list;
pub(crate) use pods::{
    Container, PodTemplate, hits_run_time_pods, labels_of, pod_templates, pod_templates_of, run_time_pods,
};
pub(crate) use prometheus::{PROMETHEUS, judge_spec_field, prometheuses, spec_finding};
pub(crate) use quantity::Quantity;
pub(crate) use references::references;
pub(crate) use security::{judge_containers, judge_pods, name_of, setting};
pub(crate) use selector::Selector;
pub(crate) use service_url::ServiceUrl;

use conform_manifest::Object;
use conform_model::JsonPointer;

/// Kinds without a namespace among those of the API and of the stack's own definitions.
const CLUSTER_WIDE: &[&str] = &[
    "APIService",
    "ClusterRole",
    "ClusterRoleBinding",
    "CSIDriver",
    "CSINode",
    "CustomResourceDefinition",
    "IngressClass",
    "MutatingAdmissionPolicy",
    "MutatingAdmissionPolicyBinding",
    "MutatingWebhookConfiguration",
    "Namespace",
    "Node",
    "PersistentVolume",
    "PriorityClass",
    "RuntimeClass",
    "StorageClass",
    "ValidatingAdmissionPolicy",
    "ValidatingAdmissionPolicyBinding",
    "ValidatingWebhookConfiguration",
    "VolumeAttachment",
];

/// Whether an object lives in a namespace.
///
/// Built-in kinds are known by name. For a custom resource the definition decides; where the stack
/// has none, it is taken to be namespaced, as most are, and another clause reports the definition.
pub(crate) fn is_namespaced<'a>(object: &Object, definitions: impl IntoIterator<Item = &'a Object>) -> bool {
    if CLUSTER_WIDE.contains(&object.kind()) {
        return false;
    }
    definitions
        .into_iter()
        .find(|definition| {
            definition.node.dig_str(&["spec", "group"]) == Some(&object.id.class.group)
                && definition.node.dig_str(&["spec", "names", "kind"]) == Some(object.kind())
        })
        .is_none_or(|definition| definition.node.dig_str(&["spec", "scope"]) != Some("Cluster"))
}

/// The pointer along a route of keys, such as `["spec", "thanos"]`.
pub(crate) fn pointer(route: &[&str]) -> JsonPointer {
    route.iter().fold(JsonPointer::root(), |pointer, key| pointer.key(key))
}
