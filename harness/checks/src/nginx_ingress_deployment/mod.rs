//! Clauses of the contract `nginx-ingress-deployment`.
