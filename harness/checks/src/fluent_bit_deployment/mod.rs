//! Clauses of the contract `fluent-bit-deployment`.
