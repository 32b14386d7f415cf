//! Clauses of the contract `thanos-deployment`.

mod certificates_are_mounted;
mod clusters_are_not_deduplicated;
mod disruption_budget_guards_query;
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
mod only_store_apis_are_exposed;
mod ports_follow_addresses;
mod probes_ask_thanos;
mod query_is_replicated;
mod query_reads_the_endpoint_file;
mod query_timeout;
mod replica_label_is_that_of_prometheus;
mod replicas_may_share_a_node;
mod rollout_keeps_query_answering;
mod shutdown_is_graceful;
mod tls_is_modern;

/// The clauses of this folder, in the order of their ids.
pub(crate) static CLAUSES: &[&crate::Clause] = &[
    &certificates_are_mounted::CLAUSE,
    &clusters_are_not_deduplicated::CLAUSE,
    &disruption_budget_guards_query::CLAUSE,
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
    &only_store_apis_are_exposed::CLAUSE,
    &ports_follow_addresses::CLAUSE,
    &probes_ask_thanos::CLAUSE,
    &query_is_replicated::CLAUSE,
    &query_reads_the_endpoint_file::CLAUSE,
    &query_timeout::CLAUSE,
    &replica_label_is_that_of_prometheus::CLAUSE,
    &replicas_may_share_a_node::CLAUSE,
    &rollout_keeps_query_answering::CLAUSE,
    &shutdown_is_graceful::CLAUSE,
    &tls_is_modern::CLAUSE,
];
