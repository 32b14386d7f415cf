//! Clauses of the contract `longhorn-deployment`.

pub(crate) mod backup_prefix_is_own;
