//! Clauses of the contract `fluent-bit-deployment`.

mod logs_name_their_cluster;

/// The clauses of this folder, in the order of their ids.
pub(crate) static CLAUSES: &[&crate::Clause] = &[&logs_name_their_cluster::CLAUSE];
