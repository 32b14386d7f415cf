//! Clauses of the contract `minikube-install`.
