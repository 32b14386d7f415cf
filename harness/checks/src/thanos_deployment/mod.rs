//! Clauses of the contract `thanos-deployment`.

mod certificates_are_mounted;
mod clusters_are_not_deduplicated;
mod compactor_keeps_everything;
mod components_are_scraped;
mod components_hold_no_token;
mod disruption_budget_guards_query;
mod downsampling_needs_a_compactor;
mod edge_certificates_are_verified;
mod edges_are_asked_over_tls;
mod edges_demand_client_certificates;
mod edges_hold_nothing_central;
mod endpoints_are_strict;
mod endpoints_are_unique;
mod endpoints_cover_clusters;
mod flags_given_once;
mod flags_known;
mod flags_not_deprecated;
mod flags_not_removed;
mod frontend_asks_query;
mod frontend_cache_is_bounded;
mod frontend_splits_queries;
mod node_port_keeps_the_source_address;
mod object_store_comes_from_one_secret;
mod one_compactor_at_most;
mod only_store_apis_are_exposed;
mod only_the_frontend_has_an_ingress;
mod partial_answers_stay_possible;
mod ports_follow_addresses;
mod probes_ask_thanos;
mod query_is_replicated;
mod query_reads_the_endpoint_file;
mod query_timeout;
mod replica_label_is_that_of_prometheus;
mod replicas_may_share_a_node;
mod rollout_keeps_query_answering;
mod shutdown_is_graceful;
mod sidecars_come_from_the_operator;
mod store_keeps_its_index;
mod store_memory_is_bounded;
mod store_services_are_headless;
mod store_syncs_often;
mod tls_is_modern;

/// The clauses of this folder, in the order of their ids.
pub(crate) static CLAUSES: &[&crate::Clause] = &[
    &certificates_are_mounted::CLAUSE,
    &clusters_are_not_deduplicated::CLAUSE,
    &compactor_keeps_everything::CLAUSE,
    &components_are_scraped::CLAUSE,
    &components_hold_no_token::CLAUSE,
    &disruption_budget_guards_query::CLAUSE,
    &downsampling_needs_a_compactor::CLAUSE,
    &edge_certificates_are_verified::CLAUSE,
    &edges_are_asked_over_tls::CLAUSE,
    &edges_demand_client_certificates::CLAUSE,
    &edges_hold_nothing_central::CLAUSE,
    &endpoints_are_strict::CLAUSE,
    &endpoints_are_unique::CLAUSE,
    &endpoints_cover_clusters::CLAUSE,
    &flags_given_once::CLAUSE,
    &flags_known::CLAUSE,
    &flags_not_deprecated::CLAUSE,
    &flags_not_removed::CLAUSE,
    &frontend_asks_query::CLAUSE,
    &frontend_cache_is_bounded::CLAUSE,
    &frontend_splits_queries::CLAUSE,
    &node_port_keeps_the_source_address::CLAUSE,
    &object_store_comes_from_one_secret::CLAUSE,
    &one_compactor_at_most::CLAUSE,
    &only_store_apis_are_exposed::CLAUSE,
    &only_the_frontend_has_an_ingress::CLAUSE,
    &partial_answers_stay_possible::CLAUSE,
    &ports_follow_addresses::CLAUSE,
    &probes_ask_thanos::CLAUSE,
    &query_is_replicated::CLAUSE,
    &query_reads_the_endpoint_file::CLAUSE,
    &query_timeout::CLAUSE,
    &replica_label_is_that_of_prometheus::CLAUSE,
    &replicas_may_share_a_node::CLAUSE,
    &rollout_keeps_query_answering::CLAUSE,
    &shutdown_is_graceful::CLAUSE,
    &sidecars_come_from_the_operator::CLAUSE,
    &store_keeps_its_index::CLAUSE,
    &store_memory_is_bounded::CLAUSE,
    &store_services_are_headless::CLAUSE,
    &store_syncs_often::CLAUSE,
    &tls_is_modern::CLAUSE,
];
