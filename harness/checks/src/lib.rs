//! The registry and every clause: pure functions from facts and a parsed stack to findings.
//!
//! This crate does no IO, reads no clock and no environment, and starts nothing. A clause is one
//! module: metadata, docs, judge and unit tests together; [`CLAUSES`] is the only list of them.

mod clause;
pub mod contracts;
mod kube;
mod outcome;
mod registry;
mod required;
mod schemas;
mod sources;
mod versions;

mod fluent_bit_deployment;
mod kube_prometheus_stack;
mod longhorn_deployment;
mod minikube_install;
mod nginx_ingress_deployment;
mod opensearch_deployment;
mod thanos_deployment;
mod tree;

pub use clause::{Clause, Facts, HEADINGS, Judge, Needs, Plan, Trace};
pub use contracts::Contracts;
pub use outcome::Outcome;
pub use registry::{CLAUSES, clause};
pub use schemas::Schemas;
