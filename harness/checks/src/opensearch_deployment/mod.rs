//! Clauses of the contract `opensearch-deployment`.

mod bootstrap_waits_for_all_nodes;
mod first_managers_agree;
mod seed_hosts_cover_clusters;

/// The clauses of this folder, in the order of their ids.
pub(crate) static CLAUSES: &[&crate::Clause] = &[
    &bootstrap_waits_for_all_nodes::CLAUSE,
    &first_managers_agree::CLAUSE,
    &seed_hosts_cover_clusters::CLAUSE,
];
