//! Clauses of the contract `nginx-ingress-deployment`.

mod hosts_match_cluster;

/// The clauses of this folder, in the order of their ids.
pub(crate) static CLAUSES: &[&crate::Clause] = &[&hosts_match_cluster::CLAUSE];
