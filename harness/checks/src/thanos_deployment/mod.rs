//! Clauses of the contract `thanos-deployment`.
