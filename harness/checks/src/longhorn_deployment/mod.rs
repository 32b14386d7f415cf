//! Clauses of the contract `longhorn-deployment`.
