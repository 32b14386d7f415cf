//! Clauses that hold for every object of every stage.

pub(crate) mod crds_before_resources;
pub(crate) mod documents_readable;
pub(crate) mod ingress_backends_exist;
pub(crate) mod jobs_only_in_bootstrap;
pub(crate) mod list_keys_unique;
pub(crate) mod monitors_select_services;
pub(crate) mod mounts_have_volumes;
pub(crate) mod namespaces_explicit;
pub(crate) mod no_bare_pods;
pub(crate) mod no_hooks;
pub(crate) mod objects_match_schema;
pub(crate) mod objects_unique;
pub(crate) mod policy_selectors_hit;
pub(crate) mod ports_valid;
pub(crate) mod probe_ports_exist;
pub(crate) mod rbac_references_exist;
pub(crate) mod requests_within_limits;
pub(crate) mod selectors_match_templates;
pub(crate) mod service_accounts_exist;
pub(crate) mod service_ports_resolve;
pub(crate) mod service_selectors_hit;
