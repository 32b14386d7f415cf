//! Clauses of the contract `nginx-ingress-deployment`.

pub(crate) mod hosts_match_cluster;
