//! Clauses of the contract `opensearch-deployment`.
