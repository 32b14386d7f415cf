//! Clauses of the contract `minikube-install`.

pub(crate) mod script_pins_the_contract;
