//! Clauses of the contract `longhorn-deployment`.

mod backup_prefix_is_own;

/// The clauses of this folder, in the order of their ids.
pub(crate) static CLAUSES: &[&crate::Clause] = &[&backup_prefix_is_own::CLAUSE];
