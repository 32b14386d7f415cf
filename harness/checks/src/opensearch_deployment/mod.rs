//! Clauses of the contract `opensearch-deployment`.

pub(crate) mod bootstrap_waits_for_all_nodes;
pub(crate) mod first_managers_agree;
pub(crate) mod seed_hosts_cover_clusters;
