//! From records to what people and machines read: terminal, JSON, JUnit, SARIF, annotations.
//!
//! Joins records with waivers and counts; it judges nothing and reads no file and no clock.

mod docs;
mod github;
mod human;
mod json;
mod junit;
mod sarif;
mod summary;

pub use docs::{clauses_document, seed_errors_document};
pub use github::github;
pub use human::human;
pub use json::{CHECK_VERSION, json};
pub use junit::junit;
pub use sarif::sarif;
pub use summary::{Context, Counts, Row, State, Summary};
