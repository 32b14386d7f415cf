//! Clauses that hold for every object of every stage.

mod address_blocks_known;
mod admission_policies_bound;
mod admission_policies_deny;
mod alert_paths_admitted;
mod alerts_count_clusters;
mod api_clients_reach_the_api_server;
mod backup_paths_admitted;
mod base_without_literals;
mod bindings_name_accounts;
mod bucket_credentials_complete;
mod capabilities_dropped;
mod capabilities_not_added;
mod certificates_name_their_node;
mod charts_have_one_version;
mod charts_pinned;
mod claims_name_their_class;
mod classes_exist;
mod configuration_exists;
mod configuration_is_used;
mod containers_run_as_non_root;
mod crds_before_resources;
mod datasources_admitted;
mod deploy_applies_server_side;
mod deploy_applies_what_was_rendered;
mod deploy_completes_secrets_first;
mod deploy_deletes_only_jobs;
mod deploy_follows_the_stages;
mod deploy_identifies_the_cluster;
mod deploy_leaves_namespaces_alone;
mod deploy_refuses_unfit_tools;
mod deploy_renders_with_charts;
mod deploy_replaces_jobs;
mod deploy_waits_for_definitions;
mod disruption_budgets_let_go;
mod documents_readable;
mod edges_name_no_other_cluster;
mod egress_denied_by_default;
mod environment_without_secrets;
mod examples_hold_placeholders;
mod fields_not_deprecated;
mod generators_keep_names;
mod host_namespaces_unused;
mod host_paths_listed;
mod host_paths_read_only;
mod images_have_one_version;
mod images_pinned;
mod ingress_backends_admitted;
mod ingress_backends_exist;
mod ingress_denied_by_default;
mod jobs_only_in_bootstrap;
mod kustomizations_are_local;
mod list_keys_unique;
mod log_paths_admitted;
mod monitors_select_services;
mod mounts_have_volumes;
mod names_as_contracted;
mod namespaces_explicit;
mod namespaces_rendered;
mod namespaces_say_what_pods_may;
mod no_bare_pods;
mod no_credentials_in_sources;
mod no_credentials_rendered;
mod no_hooks;
mod no_privileged_containers;
mod no_way_out;
mod object_storage_reserved;
mod objects_match_schema;
mod objects_unique;
mod overlays_differ_in_their_site_alone;
mod overlays_match_topology;
mod overlays_share_bases;
mod patches_hit;
mod pods_not_enterable;
mod pods_reach_dns;
mod policies_admit_peers;
mod policies_name_pods;
mod policy_peers_exist;
mod policy_ports_exist;
mod policy_rules_name_peers;
mod policy_rules_name_ports;
mod policy_selectors_hit;
mod policy_types_explicit;
mod ports_as_contracted;
mod ports_valid;
mod privileges_not_escalated;
mod probe_paths_admitted;
mod probe_ports_exist;
mod rbac_references_exist;
mod requests_fit_the_node;
mod requests_within_limits;
mod resources_set;
mod rights_name_what_they_grant;
mod rights_not_extendable;
mod roles_bound;
mod roles_not_aggregated;
mod root_filesystems_read_only;
mod scrapes_admitted;
mod scratch_is_listed;
mod scripts_do_not_trace;
mod scripts_release_nothing_by_helm;
mod scripts_stop_at_the_first_error;
mod seccomp_by_default;
mod secret_files_are_ignored;
mod secrets_in_their_stage;
mod secrets_not_readable;
mod selectors_match_templates;
mod service_accounts_are_own;
mod service_accounts_exist;
mod service_accounts_used;
mod service_ports_resolve;
mod service_selectors_hit;
mod sidecar_answers_the_central_cluster_alone;
mod sources_are_used;
mod store_paths_admitted;
mod strangers_refused;
mod tls_verified;
mod tokens_only_where_used;
mod transport_answers_peers_alone;
mod versions_at_or_above_the_floor;
mod versions_at_their_pins;

/// The clauses of this folder, in the order of their ids.
pub(crate) static CLAUSES: &[&crate::Clause] = &[
    &address_blocks_known::CLAUSE,
    &admission_policies_bound::CLAUSE,
    &admission_policies_deny::CLAUSE,
    &alert_paths_admitted::CLAUSE,
    &alerts_count_clusters::CLAUSE,
    &api_clients_reach_the_api_server::CLAUSE,
    &backup_paths_admitted::CLAUSE,
    &base_without_literals::CLAUSE,
    &bindings_name_accounts::CLAUSE,
    &bucket_credentials_complete::CLAUSE,
    &capabilities_dropped::CLAUSE,
    &capabilities_not_added::CLAUSE,
    &certificates_name_their_node::CLAUSE,
    &charts_have_one_version::CLAUSE,
    &charts_pinned::CLAUSE,
    &claims_name_their_class::CLAUSE,
    &classes_exist::CLAUSE,
    &configuration_exists::CLAUSE,
    &configuration_is_used::CLAUSE,
    &containers_run_as_non_root::CLAUSE,
    &crds_before_resources::CLAUSE,
    &datasources_admitted::CLAUSE,
    &deploy_applies_server_side::CLAUSE,
    &deploy_applies_what_was_rendered::CLAUSE,
    &deploy_completes_secrets_first::CLAUSE,
    &deploy_deletes_only_jobs::CLAUSE,
    &deploy_follows_the_stages::CLAUSE,
    &deploy_identifies_the_cluster::CLAUSE,
    &deploy_leaves_namespaces_alone::CLAUSE,
    &deploy_refuses_unfit_tools::CLAUSE,
    &deploy_renders_with_charts::CLAUSE,
    &deploy_replaces_jobs::CLAUSE,
    &deploy_waits_for_definitions::CLAUSE,
    &disruption_budgets_let_go::CLAUSE,
    &documents_readable::CLAUSE,
    &edges_name_no_other_cluster::CLAUSE,
    &egress_denied_by_default::CLAUSE,
    &environment_without_secrets::CLAUSE,
    &examples_hold_placeholders::CLAUSE,
    &fields_not_deprecated::CLAUSE,
    &generators_keep_names::CLAUSE,
    &host_namespaces_unused::CLAUSE,
    &host_paths_listed::CLAUSE,
    &host_paths_read_only::CLAUSE,
    &images_have_one_version::CLAUSE,
    &images_pinned::CLAUSE,
    &ingress_backends_admitted::CLAUSE,
    &ingress_backends_exist::CLAUSE,
    &ingress_denied_by_default::CLAUSE,
    &jobs_only_in_bootstrap::CLAUSE,
    &kustomizations_are_local::CLAUSE,
    &list_keys_unique::CLAUSE,
    &log_paths_admitted::CLAUSE,
    &monitors_select_services::CLAUSE,
    &mounts_have_volumes::CLAUSE,
    &names_as_contracted::CLAUSE,
    &namespaces_explicit::CLAUSE,
    &namespaces_rendered::CLAUSE,
    &namespaces_say_what_pods_may::CLAUSE,
    &no_bare_pods::CLAUSE,
    &no_credentials_in_sources::CLAUSE,
    &no_credentials_rendered::CLAUSE,
    &no_hooks::CLAUSE,
    &no_privileged_containers::CLAUSE,
    &no_way_out::CLAUSE,
    &object_storage_reserved::CLAUSE,
    &objects_match_schema::CLAUSE,
    &objects_unique::CLAUSE,
    &overlays_differ_in_their_site_alone::CLAUSE,
    &overlays_match_topology::CLAUSE,
    &overlays_share_bases::CLAUSE,
    &patches_hit::CLAUSE,
    &pods_not_enterable::CLAUSE,
    &pods_reach_dns::CLAUSE,
    &policies_admit_peers::CLAUSE,
    &policies_name_pods::CLAUSE,
    &policy_peers_exist::CLAUSE,
    &policy_ports_exist::CLAUSE,
    &policy_rules_name_peers::CLAUSE,
    &policy_rules_name_ports::CLAUSE,
    &policy_selectors_hit::CLAUSE,
    &policy_types_explicit::CLAUSE,
    &ports_as_contracted::CLAUSE,
    &ports_valid::CLAUSE,
    &privileges_not_escalated::CLAUSE,
    &probe_paths_admitted::CLAUSE,
    &probe_ports_exist::CLAUSE,
    &rbac_references_exist::CLAUSE,
    &requests_fit_the_node::CLAUSE,
    &requests_within_limits::CLAUSE,
    &resources_set::CLAUSE,
    &rights_name_what_they_grant::CLAUSE,
    &rights_not_extendable::CLAUSE,
    &roles_bound::CLAUSE,
    &roles_not_aggregated::CLAUSE,
    &root_filesystems_read_only::CLAUSE,
    &scrapes_admitted::CLAUSE,
    &scratch_is_listed::CLAUSE,
    &scripts_do_not_trace::CLAUSE,
    &scripts_release_nothing_by_helm::CLAUSE,
    &scripts_stop_at_the_first_error::CLAUSE,
    &seccomp_by_default::CLAUSE,
    &secret_files_are_ignored::CLAUSE,
    &secrets_in_their_stage::CLAUSE,
    &secrets_not_readable::CLAUSE,
    &selectors_match_templates::CLAUSE,
    &service_accounts_are_own::CLAUSE,
    &service_accounts_exist::CLAUSE,
    &service_accounts_used::CLAUSE,
    &service_ports_resolve::CLAUSE,
    &service_selectors_hit::CLAUSE,
    &sidecar_answers_the_central_cluster_alone::CLAUSE,
    &sources_are_used::CLAUSE,
    &store_paths_admitted::CLAUSE,
    &strangers_refused::CLAUSE,
    &tls_verified::CLAUSE,
    &tokens_only_where_used::CLAUSE,
    &transport_answers_peers_alone::CLAUSE,
    &versions_at_or_above_the_floor::CLAUSE,
    &versions_at_their_pins::CLAUSE,
];
