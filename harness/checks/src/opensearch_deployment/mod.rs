//! Clauses of the contract `opensearch-deployment`.

pub(crate) mod first_managers_agree;
pub(crate) mod seed_hosts_cover_clusters;
