//! The words of Conform as types: names, verdicts, findings, records.
//!
//! This crate refuses to do IO, to read a clock or an environment, and to know any file format;
//! every other crate speaks through it. The spelling of every name is fixed by `docs/reference.md`.

mod digest;
pub mod entity;
mod exit;
mod finding;
mod ids;
mod object;
mod pointer;
mod record;
mod verdict;

pub use digest::{Digest, Hasher};
pub use exit::Exit;
pub use finding::{Excerpt, Finding, Location, Origin, Patch, Related, Span};
pub use ids::{ClauseId, ClusterId, ContractId, IdError, Req, RunId};
pub use object::{ClassKey, ObjectRef};
pub use pointer::JsonPointer;
pub use record::{ChartUse, Evidence, InputDigests, RECORD_VERSION, Record, RegistryEntry, ToolUse};
pub use verdict::{Level, Verdict};
