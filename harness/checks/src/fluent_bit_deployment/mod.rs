//! Clauses of the contract `fluent-bit-deployment`.

pub(crate) mod logs_name_their_cluster;
