//! Clauses of the contract `longhorn-deployment`.

mod backup_prefix_is_own;
mod backup_target_is_watched;
mod backups_are_daily;
mod backups_are_kept;
mod backups_go_to_the_endpoint;
mod backups_have_a_key_pair;
mod backups_have_credentials;
mod backups_trust_the_authority;
mod backups_use_path_style;
mod claims_are_for_one_node;
mod claims_fit_the_disk;
mod class_is_longhorns;
mod class_is_the_default;
mod class_keeps_one_replica;
mod controllers_are_single;
mod csi_pods_are_sized;
mod deletion_stays_locked;
mod disk_is_promised_once;
mod disk_keeps_a_floor;
mod disk_reserves_a_part;
mod freed_space_comes_back;
mod images_are_one_release;
mod instance_manager_fits;
mod new_volumes_keep_one_replica;
mod no_usage_is_reported;
mod no_version_is_looked_up;
mod parts_reach_one_another;
mod prometheus_reaches_the_manager;
mod resources_follow_the_manager;
mod support_bundles_have_no_rights;
mod system_is_backed_up;
mod ui_runs_once;
mod values_take_effect;
mod volumes_are_backed_up;
mod volumes_bind_at_once;
mod volumes_can_grow;
mod volumes_know_their_target;
mod volumes_outlive_their_claims;
mod volumes_outrank_their_users;
mod volumes_use_the_kernels_iscsi;
mod webhook_is_reachable;

/// The clauses of this folder, in the order of their ids.
pub(crate) static CLAUSES: &[&crate::Clause] = &[
    &backup_prefix_is_own::CLAUSE,
    &backup_target_is_watched::CLAUSE,
    &backups_are_daily::CLAUSE,
    &backups_are_kept::CLAUSE,
    &backups_go_to_the_endpoint::CLAUSE,
    &backups_have_a_key_pair::CLAUSE,
    &backups_have_credentials::CLAUSE,
    &backups_trust_the_authority::CLAUSE,
    &backups_use_path_style::CLAUSE,
    &claims_are_for_one_node::CLAUSE,
    &claims_fit_the_disk::CLAUSE,
    &class_is_longhorns::CLAUSE,
    &class_is_the_default::CLAUSE,
    &class_keeps_one_replica::CLAUSE,
    &controllers_are_single::CLAUSE,
    &csi_pods_are_sized::CLAUSE,
    &deletion_stays_locked::CLAUSE,
    &disk_is_promised_once::CLAUSE,
    &disk_keeps_a_floor::CLAUSE,
    &disk_reserves_a_part::CLAUSE,
    &freed_space_comes_back::CLAUSE,
    &images_are_one_release::CLAUSE,
    &instance_manager_fits::CLAUSE,
    &new_volumes_keep_one_replica::CLAUSE,
    &no_usage_is_reported::CLAUSE,
    &no_version_is_looked_up::CLAUSE,
    &parts_reach_one_another::CLAUSE,
    &prometheus_reaches_the_manager::CLAUSE,
    &resources_follow_the_manager::CLAUSE,
    &support_bundles_have_no_rights::CLAUSE,
    &system_is_backed_up::CLAUSE,
    &ui_runs_once::CLAUSE,
    &values_take_effect::CLAUSE,
    &volumes_are_backed_up::CLAUSE,
    &volumes_bind_at_once::CLAUSE,
    &volumes_can_grow::CLAUSE,
    &volumes_know_their_target::CLAUSE,
    &volumes_outlive_their_claims::CLAUSE,
    &volumes_outrank_their_users::CLAUSE,
    &volumes_use_the_kernels_iscsi::CLAUSE,
    &webhook_is_reachable::CLAUSE,
];
