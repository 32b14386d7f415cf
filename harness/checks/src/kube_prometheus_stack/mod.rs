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
mod alerts_reach_somebody;
mod alerts_reach_the_operators;
mod alerts_wait;
mod counters_are_rated;
mod dashboard_datasources_exist;
mod dashboards_are_unique;
mod dashboards_complete;
mod dashboards_let_clusters_be_chosen;
mod dashboards_refresh_with_the_scrape;
mod datasource_passwords_from_secrets;
mod datasources_know_the_interval;
mod datasources_reach_services;
mod datasources_verify_tls;
mod default_datasource;
mod default_datasource_sees_its_clusters;
mod every_prometheus_uploads;
mod external_label_is_cluster;
mod grafana_asks_for_login;
mod grafana_calls_nobody;
mod grafana_is_replaced_not_rolled;
mod grafana_keeps_its_database;
mod grafana_password_from_a_secret;
mod groups_name_their_cluster;
mod inhibition_stays_in_its_cluster;
mod interfaces_stay_inside;
mod kubelet_is_scraped_whole;
mod local_retention;
mod logs_datasource_fits_the_indexes;
mod logs_datasource_names_the_version;
mod matchers_name_existing_namespaces;
mod matchers_name_scraped_jobs;
mod matchers_use_known_labels;
mod monitors_and_rules_are_taken;
mod monitors_complete;
mod monitors_keep_the_interval;
mod no_shell_is_asked_for;
mod node_conditions_are_not_trusted;
mod node_exporter_sees_the_node;
mod notification_files_are_mounted;
mod notifications_hold_no_credentials;
mod one_instance_each;
mod operands_can_match;
mod operator_definitions_complete;
mod operator_matches_its_definitions;
mod operator_publishes_the_kubelet;
mod operator_without_webhook;
mod operators_hear_the_end;
mod panels_filter_by_cluster;
mod panels_parse;
mod panels_use_known_metrics;
mod plugins_come_with_the_image;
mod probe_alerts_wake_nobody;
mod prometheus_finds_its_alertmanager;
mod provisioned_files_reach_grafana;
mod provisioning_is_picked_up;
mod quantiles_keep_le;
mod rates_are_over_counters;
mod receivers_exist;
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
mod sidecars_read_one_namespace;
mod state_metrics_cover_the_workloads;
mod state_on_longhorn;
mod states_are_told_apart;
mod uploads_are_not_compacted;
mod uploads_go_to_the_bucket;
mod uploads_verify_the_server;
mod watchdog_reaches_its_switch;
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
    &alerts_reach_somebody::CLAUSE,
    &alerts_reach_the_operators::CLAUSE,
    &alerts_wait::CLAUSE,
    &counters_are_rated::CLAUSE,
    &dashboard_datasources_exist::CLAUSE,
    &dashboards_are_unique::CLAUSE,
    &dashboards_complete::CLAUSE,
    &dashboards_let_clusters_be_chosen::CLAUSE,
    &dashboards_refresh_with_the_scrape::CLAUSE,
    &datasource_passwords_from_secrets::CLAUSE,
    &datasources_know_the_interval::CLAUSE,
    &datasources_reach_services::CLAUSE,
    &datasources_verify_tls::CLAUSE,
    &default_datasource::CLAUSE,
    &default_datasource_sees_its_clusters::CLAUSE,
    &every_prometheus_uploads::CLAUSE,
    &external_label_is_cluster::CLAUSE,
    &grafana_asks_for_login::CLAUSE,
    &grafana_calls_nobody::CLAUSE,
    &grafana_is_replaced_not_rolled::CLAUSE,
    &grafana_keeps_its_database::CLAUSE,
    &grafana_password_from_a_secret::CLAUSE,
    &groups_name_their_cluster::CLAUSE,
    &inhibition_stays_in_its_cluster::CLAUSE,
    &interfaces_stay_inside::CLAUSE,
    &kubelet_is_scraped_whole::CLAUSE,
    &local_retention::CLAUSE,
    &logs_datasource_fits_the_indexes::CLAUSE,
    &logs_datasource_names_the_version::CLAUSE,
    &matchers_name_existing_namespaces::CLAUSE,
    &matchers_name_scraped_jobs::CLAUSE,
    &matchers_use_known_labels::CLAUSE,
    &monitors_and_rules_are_taken::CLAUSE,
    &monitors_complete::CLAUSE,
    &monitors_keep_the_interval::CLAUSE,
    &no_shell_is_asked_for::CLAUSE,
    &node_conditions_are_not_trusted::CLAUSE,
    &node_exporter_sees_the_node::CLAUSE,
    &notification_files_are_mounted::CLAUSE,
    &notifications_hold_no_credentials::CLAUSE,
    &one_instance_each::CLAUSE,
    &operands_can_match::CLAUSE,
    &operator_definitions_complete::CLAUSE,
    &operator_matches_its_definitions::CLAUSE,
    &operator_publishes_the_kubelet::CLAUSE,
    &operator_without_webhook::CLAUSE,
    &operators_hear_the_end::CLAUSE,
    &panels_filter_by_cluster::CLAUSE,
    &panels_parse::CLAUSE,
    &panels_use_known_metrics::CLAUSE,
    &plugins_come_with_the_image::CLAUSE,
    &probe_alerts_wake_nobody::CLAUSE,
    &prometheus_finds_its_alertmanager::CLAUSE,
    &provisioned_files_reach_grafana::CLAUSE,
    &provisioning_is_picked_up::CLAUSE,
    &quantiles_keep_le::CLAUSE,
    &rates_are_over_counters::CLAUSE,
    &receivers_exist::CLAUSE,
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
    &sidecars_read_one_namespace::CLAUSE,
    &state_metrics_cover_the_workloads::CLAUSE,
    &state_on_longhorn::CLAUSE,
    &states_are_told_apart::CLAUSE,
    &uploads_are_not_compacted::CLAUSE,
    &uploads_go_to_the_bucket::CLAUSE,
    &uploads_verify_the_server::CLAUSE,
    &watchdog_reaches_its_switch::CLAUSE,
    &windows_hold_four_scrapes::CLAUSE,
];
