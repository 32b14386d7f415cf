//! Clauses of the contract `kube-prometheus-stack`.
