//! Clauses that hold for every object of every stage.

mod alerts_count_clusters;
mod base_without_literals;
mod certificates_name_their_node;
mod charts_pinned;
mod classes_exist;
mod configuration_exists;
mod crds_before_resources;
mod documents_readable;
mod fields_not_deprecated;
mod images_pinned;
mod ingress_backends_exist;
mod jobs_only_in_bootstrap;
mod list_keys_unique;
mod monitors_select_services;
mod mounts_have_volumes;
mod names_as_contracted;
mod namespaces_explicit;
mod no_bare_pods;
mod no_hooks;
mod objects_match_schema;
mod objects_unique;
mod overlays_match_topology;
mod policies_admit_peers;
mod policy_selectors_hit;
mod ports_as_contracted;
mod ports_valid;
mod probe_ports_exist;
mod rbac_references_exist;
mod requests_fit_the_node;
mod requests_within_limits;
mod resources_set;
mod secrets_in_their_stage;
mod selectors_match_templates;
mod service_accounts_exist;
mod service_ports_resolve;
mod service_selectors_hit;
mod versions_at_or_above_the_floor;
mod versions_at_their_pins;

/// The clauses of this folder, in the order of their ids.
pub(crate) static CLAUSES: &[&crate::Clause] = &[
    &alerts_count_clusters::CLAUSE,
    &base_without_literals::CLAUSE,
    &certificates_name_their_node::CLAUSE,
    &charts_pinned::CLAUSE,
    &classes_exist::CLAUSE,
    &configuration_exists::CLAUSE,
    &crds_before_resources::CLAUSE,
    &documents_readable::CLAUSE,
    &fields_not_deprecated::CLAUSE,
    &images_pinned::CLAUSE,
    &ingress_backends_exist::CLAUSE,
    &jobs_only_in_bootstrap::CLAUSE,
    &list_keys_unique::CLAUSE,
    &monitors_select_services::CLAUSE,
    &mounts_have_volumes::CLAUSE,
    &names_as_contracted::CLAUSE,
    &namespaces_explicit::CLAUSE,
    &no_bare_pods::CLAUSE,
    &no_hooks::CLAUSE,
    &objects_match_schema::CLAUSE,
    &objects_unique::CLAUSE,
    &overlays_match_topology::CLAUSE,
    &policies_admit_peers::CLAUSE,
    &policy_selectors_hit::CLAUSE,
    &ports_as_contracted::CLAUSE,
    &ports_valid::CLAUSE,
    &probe_ports_exist::CLAUSE,
    &rbac_references_exist::CLAUSE,
    &requests_fit_the_node::CLAUSE,
    &requests_within_limits::CLAUSE,
    &resources_set::CLAUSE,
    &secrets_in_their_stage::CLAUSE,
    &selectors_match_templates::CLAUSE,
    &service_accounts_exist::CLAUSE,
    &service_ports_resolve::CLAUSE,
    &service_selectors_hit::CLAUSE,
    &versions_at_or_above_the_floor::CLAUSE,
    &versions_at_their_pins::CLAUSE,
];
