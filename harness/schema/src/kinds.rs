//! Every object kind that Kubernetes 1.35 serves, in a table made from the types of `k8s-openapi`.

use conform_model::ClassKey;
use k8s_openapi::Resource;
use schemars::{JsonSchema, generate::SchemaSettings};

/// The version of Kubernetes whose kinds are built in.
pub const KUBERNETES_VERSION: &str = "1.35";

/// One built-in kind.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Kind {
    /// API group; empty for the core group.
    pub(crate) group: &'static str,
    /// API version.
    pub(crate) version: &'static str,
    /// Kind.
    pub(crate) kind: &'static str,
    /// Makes the schema as the API description words it.
    pub(crate) generate: fn() -> serde_json::Value,
}

impl Kind {
    /// Group, version and kind.
    pub(crate) fn class(&self) -> ClassKey {
        ClassKey {
            group: self.group.to_owned(),
            version: self.version.to_owned(),
            kind: self.kind.to_owned(),
        }
    }
}

const fn kind<T: Resource + JsonSchema>() -> Kind {
    Kind { group: T::GROUP, version: T::VERSION, kind: T::KIND, generate: generate::<T> }
}

/// The schema of a type with everything it refers to under `$defs`.
pub(crate) fn generate<T: JsonSchema>() -> serde_json::Value {
    SchemaSettings::draft2020_12().into_generator().into_root_schema_for::<T>().to_value()
}

macro_rules! entry {
    (($($module:tt)+) $name:ident) => {
        kind::<k8s_openapi::$($module)+::$name>()
    };
}

macro_rules! kinds {
    ($($module:tt: $($name:ident),+;)+) => {
        &[$($(entry!($module $name)),+),+]
    };
}

/// The kinds. What a server answers with but nobody applies (`Status`, the discovery documents,
/// lists) is not among them.
#[rustfmt::skip]
pub(crate) static KINDS: &[Kind] = kinds! {
    (api::admissionregistration::v1):
        MutatingWebhookConfiguration, ValidatingAdmissionPolicy, ValidatingAdmissionPolicyBinding,
        ValidatingWebhookConfiguration;
    (api::admissionregistration::v1alpha1): MutatingAdmissionPolicy, MutatingAdmissionPolicyBinding;
    (api::admissionregistration::v1beta1): MutatingAdmissionPolicy, MutatingAdmissionPolicyBinding;
    (api::apiserverinternal::v1alpha1): StorageVersion;
    (api::apps::v1): ControllerRevision, DaemonSet, Deployment, ReplicaSet, StatefulSet;
    (api::authentication::v1): SelfSubjectReview, TokenRequest, TokenReview;
    (api::authorization::v1):
        LocalSubjectAccessReview, SelfSubjectAccessReview, SelfSubjectRulesReview, SubjectAccessReview;
    (api::autoscaling::v1): HorizontalPodAutoscaler, Scale;
    (api::autoscaling::v2): HorizontalPodAutoscaler;
    (api::batch::v1): CronJob, Job;
    (api::certificates::v1): CertificateSigningRequest;
    (api::certificates::v1alpha1): ClusterTrustBundle;
    (api::certificates::v1beta1): ClusterTrustBundle, PodCertificateRequest;
    (api::coordination::v1): Lease;
    (api::coordination::v1alpha2): LeaseCandidate;
    (api::coordination::v1beta1): LeaseCandidate;
    (api::core::v1):
        Binding, ComponentStatus, ConfigMap, Endpoints, Event, LimitRange, Namespace, Node,
        PersistentVolume, PersistentVolumeClaim, Pod, PodTemplate, ReplicationController, ResourceQuota,
        Secret, Service, ServiceAccount;
    (api::discovery::v1): EndpointSlice;
    (api::events::v1): Event;
    (api::flowcontrol::v1): FlowSchema, PriorityLevelConfiguration;
    (api::networking::v1): IPAddress, Ingress, IngressClass, NetworkPolicy, ServiceCIDR;
    (api::networking::v1beta1): IPAddress, ServiceCIDR;
    (api::node::v1): RuntimeClass;
    (api::policy::v1): Eviction, PodDisruptionBudget;
    (api::rbac::v1): ClusterRole, ClusterRoleBinding, Role, RoleBinding;
    (api::resource::v1): DeviceClass, ResourceClaim, ResourceClaimTemplate, ResourceSlice;
    (api::resource::v1alpha3): DeviceTaintRule;
    (api::resource::v1beta1): DeviceClass, ResourceClaim, ResourceClaimTemplate, ResourceSlice;
    (api::resource::v1beta2): DeviceClass, ResourceClaim, ResourceClaimTemplate, ResourceSlice;
    (api::scheduling::v1): PriorityClass;
    (api::scheduling::v1alpha1): Workload;
    (api::storage::v1):
        CSIDriver, CSINode, CSIStorageCapacity, StorageClass, VolumeAttachment, VolumeAttributesClass;
    (api::storage::v1beta1): VolumeAttributesClass;
    (api::storagemigration::v1beta1): StorageVersionMigration;
    (apiextensions_apiserver::pkg::apis::apiextensions::v1): CustomResourceDefinition;
    (kube_aggregator::pkg::apis::apiregistration::v1): APIService;
};

/// The built-in kind of a name.
pub(crate) fn find(group: &str, version: &str, kind: &str) -> Option<&'static Kind> {
    KINDS.iter().find(|entry| entry.kind == kind && entry.version == version && entry.group == group)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    /// Every `impl Resource` of k8s-openapi, written down from its sources when it was pinned.
    const RESOURCES: &str = include_str!("../tests/resources-1.35.txt");
    const LOCK: &str = include_str!("../../../Cargo.lock");

    #[test]
    fn no_resource_is_forgotten() {
        let not_applied = ["APIGroup", "APIGroupList", "APIResourceList", "APIVersions", "Status"];
        let expected: BTreeSet<String> = RESOURCES
            .lines()
            .filter(|line| !line.starts_with('#'))
            .filter(|line| !not_applied.iter().any(|kind| *line == format!("v1 {kind}")))
            .map(ToOwned::to_owned)
            .collect();
        let table: BTreeSet<String> = KINDS.iter().map(|it| it.class().to_string()).collect();
        assert_eq!(table, expected);
        assert_eq!(table.len(), KINDS.len(), "a kind is listed twice");
    }

    /// The list above speaks of one version of the crate; a bump asks for a new list.
    #[test]
    fn the_list_of_resources_is_that_of_the_crate_in_use() {
        let header = RESOURCES.lines().next().unwrap();
        let version = LOCK
            .split("[[package]]")
            .find_map(|package| package.trim().strip_prefix("name = \"k8s-openapi\"\nversion = \""))
            .and_then(|rest| rest.split('"').next())
            .unwrap();
        assert!(header.contains(&format!("k8s-openapi {version} ")), "{header} is not of {version}");
    }

    #[test]
    fn every_kind_is_found() {
        for kind in KINDS {
            assert!(find(kind.group, kind.version, kind.kind).is_some());
        }
        assert!(find("", "v1", "Deployment").is_none());
    }
}
