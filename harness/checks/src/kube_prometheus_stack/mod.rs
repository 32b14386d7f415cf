//! Clauses of the contract `kube-prometheus-stack`.

mod alerts_complete;
mod alerts_lead_to_a_runbook;
mod dashboards_complete;
mod default_datasource;
mod every_prometheus_uploads;
mod external_label_is_cluster;
mod interfaces_stay_inside;
mod local_retention;
mod monitors_and_rules_are_taken;
mod monitors_keep_the_interval;
mod one_instance_each;
mod panels_filter_by_cluster;
mod retention_covers_uploads;
mod retention_size_fits_the_volume;
mod rules_evaluated_at_the_interval;
mod scrape_interval;
mod scrape_timeouts_fit;
mod selectors_take_everything;
mod sidecar_is_discoverable;
mod sidecar_is_querys_release;
mod state_on_longhorn;
mod uploads_are_not_compacted;
mod uploads_go_to_the_bucket;
mod uploads_verify_the_server;

/// The clauses of this folder, in the order of their ids.
pub(crate) static CLAUSES: &[&crate::Clause] = &[
    &alerts_complete::CLAUSE,
    &alerts_lead_to_a_runbook::CLAUSE,
    &dashboards_complete::CLAUSE,
    &default_datasource::CLAUSE,
    &every_prometheus_uploads::CLAUSE,
    &external_label_is_cluster::CLAUSE,
    &interfaces_stay_inside::CLAUSE,
    &local_retention::CLAUSE,
    &monitors_and_rules_are_taken::CLAUSE,
    &monitors_keep_the_interval::CLAUSE,
    &one_instance_each::CLAUSE,
    &panels_filter_by_cluster::CLAUSE,
    &retention_covers_uploads::CLAUSE,
    &retention_size_fits_the_volume::CLAUSE,
    &rules_evaluated_at_the_interval::CLAUSE,
    &scrape_interval::CLAUSE,
    &scrape_timeouts_fit::CLAUSE,
    &selectors_take_everything::CLAUSE,
    &sidecar_is_discoverable::CLAUSE,
    &sidecar_is_querys_release::CLAUSE,
    &state_on_longhorn::CLAUSE,
    &uploads_are_not_compacted::CLAUSE,
    &uploads_go_to_the_bucket::CLAUSE,
    &uploads_verify_the_server::CLAUSE,
];
