//! JSON Schemas of Kubernetes objects, and the judgement whether a manifest fits its schema.
//!
//! Knows every kind that Kubernetes 1.35 serves and, from their definitions, every custom
//! one; unknown fields are errors, as they are to `kubectl --validate=strict`. This crate
//! refuses to do IO and to fetch anything a schema refers to. It evaluates no CEL rule
//! (`x-kubernetes-validations`) and fills in no default.

mod catalog;
mod compile;
mod crd;
mod explain;
mod instance;
mod kinds;
mod native;
mod nearest;
mod structural;

pub use catalog::{Catalog, Judgement, Violation};
pub use crd::{CrdInfo, is_crd};
pub use kinds::KUBERNETES_VERSION;
