//! Clauses of the contract `opensearch-deployment`.

mod async_client_trusts_java;
mod bootstrap_waits_for_all_nodes;
mod channel_reaches_alertmanager;
mod deleted_only_after_a_snapshot;
mod expired_snapshots_go_every_day;
mod failure_is_an_alert;
mod fields_have_their_types;
mod first_managers_agree;
mod fresh_within_the_objective;
mod image_fits_the_version;
mod lifecycle_ends_in_deletion;
mod lifecycle_failures_are_told;
mod lifecycle_states_are_joined;
mod lifecycle_tries_again;
mod listens_on_all_addresses;
mod logs_bucket_is_its_own;
mod logs_stay_their_days;
mod mapping_does_not_grow;
mod no_cloud_metadata;
mod no_encryption_is_asked_for;
mod no_former_names;
mod no_node_stays_alone;
mod nodes_have_their_names;
mod nodes_hold_all_roles;
mod nothing_expires_by_number;
mod one_cluster_name;
mod one_node_per_cluster;
mod one_shard_a_day;
mod published_address_is_the_nodes;
mod published_port_is_sought;
mod repository_client_is_configured;
mod repository_has_its_path;
mod repository_in_the_logs_bucket;
mod repository_is_s3;
mod repository_is_writable;
mod retention_reaches_every_snapshot;
mod s3_endpoint_of_the_topology;
mod s3_keys_in_the_keystore;
mod s3_keys_nowhere_else;
mod s3_over_tls;
mod s3_path_style;
mod s3_plugin_in_the_image;
mod s3_region_set;
mod seed_hosts_cover_clusters;
mod shard_data_below_the_path;
mod snapshot_every_day;
mod snapshot_in_a_state_of_its_own;
mod snapshot_names_can_be_made;
mod snapshot_policy_covers_the_logs;
mod snapshot_policy_is_on;
mod snapshots_are_whole;
mod snapshots_carry_no_cluster_state;
mod snapshots_go_to_the_repository;
mod snapshots_kept_their_days;
mod template_outranks_others;
mod transport_open_on_the_host;
mod truststore_holds_the_s3_ca;
mod two_copies_of_every_shard;

/// The clauses of this folder, in the order of their ids.
pub(crate) static CLAUSES: &[&crate::Clause] = &[
    &async_client_trusts_java::CLAUSE,
    &bootstrap_waits_for_all_nodes::CLAUSE,
    &channel_reaches_alertmanager::CLAUSE,
    &deleted_only_after_a_snapshot::CLAUSE,
    &expired_snapshots_go_every_day::CLAUSE,
    &failure_is_an_alert::CLAUSE,
    &fields_have_their_types::CLAUSE,
    &first_managers_agree::CLAUSE,
    &fresh_within_the_objective::CLAUSE,
    &image_fits_the_version::CLAUSE,
    &lifecycle_ends_in_deletion::CLAUSE,
    &lifecycle_failures_are_told::CLAUSE,
    &lifecycle_states_are_joined::CLAUSE,
    &lifecycle_tries_again::CLAUSE,
    &listens_on_all_addresses::CLAUSE,
    &logs_bucket_is_its_own::CLAUSE,
    &logs_stay_their_days::CLAUSE,
    &mapping_does_not_grow::CLAUSE,
    &no_cloud_metadata::CLAUSE,
    &no_encryption_is_asked_for::CLAUSE,
    &no_former_names::CLAUSE,
    &no_node_stays_alone::CLAUSE,
    &nodes_have_their_names::CLAUSE,
    &nodes_hold_all_roles::CLAUSE,
    &nothing_expires_by_number::CLAUSE,
    &one_cluster_name::CLAUSE,
    &one_node_per_cluster::CLAUSE,
    &one_shard_a_day::CLAUSE,
    &published_address_is_the_nodes::CLAUSE,
    &published_port_is_sought::CLAUSE,
    &repository_client_is_configured::CLAUSE,
    &repository_has_its_path::CLAUSE,
    &repository_in_the_logs_bucket::CLAUSE,
    &repository_is_s3::CLAUSE,
    &repository_is_writable::CLAUSE,
    &retention_reaches_every_snapshot::CLAUSE,
    &s3_endpoint_of_the_topology::CLAUSE,
    &s3_keys_in_the_keystore::CLAUSE,
    &s3_keys_nowhere_else::CLAUSE,
    &s3_over_tls::CLAUSE,
    &s3_path_style::CLAUSE,
    &s3_plugin_in_the_image::CLAUSE,
    &s3_region_set::CLAUSE,
    &seed_hosts_cover_clusters::CLAUSE,
    &shard_data_below_the_path::CLAUSE,
    &snapshot_every_day::CLAUSE,
    &snapshot_in_a_state_of_its_own::CLAUSE,
    &snapshot_names_can_be_made::CLAUSE,
    &snapshot_policy_covers_the_logs::CLAUSE,
    &snapshot_policy_is_on::CLAUSE,
    &snapshots_are_whole::CLAUSE,
    &snapshots_carry_no_cluster_state::CLAUSE,
    &snapshots_go_to_the_repository::CLAUSE,
    &snapshots_kept_their_days::CLAUSE,
    &template_outranks_others::CLAUSE,
    &transport_open_on_the_host::CLAUSE,
    &truststore_holds_the_s3_ca::CLAUSE,
    &two_copies_of_every_shard::CLAUSE,
];
