//! Clauses of the contract `kube-prometheus-stack`.

mod ages_guard_the_unset;
mod alert_texts_use_labels_they_have;
mod alerts_are_told_apart;
mod alerts_complete;
mod alerts_cover_requirements;
mod alerts_have_a_condition;
mod alerts_lead_to_a_runbook;
mod alerts_miss_every_job;
mod alerts_name_their_contract;
mod alerts_wait;
mod counters_are_rated;
mod dashboards_complete;
mod default_datasource;
mod every_prometheus_uploads;
mod external_label_is_cluster;
mod interfaces_stay_inside;
mod local_retention;
mod matchers_name_existing_namespaces;
mod matchers_name_scraped_jobs;
mod matchers_use_known_labels;
mod monitors_and_rules_are_taken;
mod monitors_keep_the_interval;
mod node_conditions_are_not_trusted;
mod one_instance_each;
mod operands_can_match;
mod panels_filter_by_cluster;
mod panels_parse;
mod panels_use_known_metrics;
mod quantiles_keep_le;
mod rates_are_over_counters;
mod retention_covers_uploads;
mod retention_size_fits_the_volume;
mod rules_evaluated_at_the_interval;
mod rules_parse;
mod rules_read_what_is_scraped;
mod rules_use_known_metrics;
mod scrape_interval;
mod scrape_timeouts_fit;
mod selectors_take_everything;
mod severities_are_known;
mod sidecar_is_discoverable;
mod sidecar_is_querys_release;
mod state_on_longhorn;
mod states_are_told_apart;
mod uploads_are_not_compacted;
mod uploads_go_to_the_bucket;
mod uploads_verify_the_server;
mod windows_hold_four_scrapes;

/// The clauses of this folder, in the order of their ids.
pub(crate) static CLAUSES: &[&crate::Clause] = &[
    &ages_guard_the_unset::CLAUSE,
    &alert_texts_use_labels_they_have::CLAUSE,
    &alerts_are_told_apart::CLAUSE,
    &alerts_complete::CLAUSE,
    &alerts_cover_requirements::CLAUSE,
    &alerts_have_a_condition::CLAUSE,
    &alerts_lead_to_a_runbook::CLAUSE,
    &alerts_miss_every_job::CLAUSE,
    &alerts_name_their_contract::CLAUSE,
    &alerts_wait::CLAUSE,
    &counters_are_rated::CLAUSE,
    &dashboards_complete::CLAUSE,
    &default_datasource::CLAUSE,
    &every_prometheus_uploads::CLAUSE,
    &external_label_is_cluster::CLAUSE,
    &interfaces_stay_inside::CLAUSE,
    &local_retention::CLAUSE,
    &matchers_name_existing_namespaces::CLAUSE,
    &matchers_name_scraped_jobs::CLAUSE,
    &matchers_use_known_labels::CLAUSE,
    &monitors_and_rules_are_taken::CLAUSE,
    &monitors_keep_the_interval::CLAUSE,
    &node_conditions_are_not_trusted::CLAUSE,
    &one_instance_each::CLAUSE,
    &operands_can_match::CLAUSE,
    &panels_filter_by_cluster::CLAUSE,
    &panels_parse::CLAUSE,
    &panels_use_known_metrics::CLAUSE,
    &quantiles_keep_le::CLAUSE,
    &rates_are_over_counters::CLAUSE,
    &retention_covers_uploads::CLAUSE,
    &retention_size_fits_the_volume::CLAUSE,
    &rules_evaluated_at_the_interval::CLAUSE,
    &rules_parse::CLAUSE,
    &rules_read_what_is_scraped::CLAUSE,
    &rules_use_known_metrics::CLAUSE,
    &scrape_interval::CLAUSE,
    &scrape_timeouts_fit::CLAUSE,
    &selectors_take_everything::CLAUSE,
    &severities_are_known::CLAUSE,
    &sidecar_is_discoverable::CLAUSE,
    &sidecar_is_querys_release::CLAUSE,
    &state_on_longhorn::CLAUSE,
    &states_are_told_apart::CLAUSE,
    &uploads_are_not_compacted::CLAUSE,
    &uploads_go_to_the_bucket::CLAUSE,
    &uploads_verify_the_server::CLAUSE,
    &windows_hold_four_scrapes::CLAUSE,
];
