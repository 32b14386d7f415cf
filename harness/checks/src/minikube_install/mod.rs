//! Clauses of the contract `minikube-install`.

mod script_pins_the_contract;

/// The clauses of this folder, in the order of their ids.
pub(crate) static CLAUSES: &[&crate::Clause] = &[&script_pins_the_contract::CLAUSE];
