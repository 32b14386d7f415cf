//! From `deploy/` to a parsed stack: renders with real kustomize and helm, reads YAML with spans.
//!
//! The one crate that starts kustomize and helm and the one that knows YAML. It judges nothing:
//! a file it cannot read is an error with a place, an object it can read is data.

mod stack;
mod tree;
pub mod yaml;

pub use stack::{Object, Stack, Stage, StageName, StackError, Unreadable};
pub use tree::{SourceTree, TreeError};
