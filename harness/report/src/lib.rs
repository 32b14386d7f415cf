//! From records to what people and machines read: terminal, JSON, JUnit, SARIF, annotations,
//! Markdown, a page.
//!
//! Joins records with waivers and counts; it judges nothing and reads no file and no clock.

mod docs;
mod excerpt;
mod github;
mod html;
mod human;
mod json;
mod junit;
mod markdown;
mod report;
mod report_json;
mod sarif;
mod summary;
mod words;

pub use docs::{clauses_document, seed_errors_document};
pub use excerpt::excerpts;
pub use github::github;
pub use html::report_html;
pub use human::human;
pub use json::{CHECK_VERSION, json};
pub use junit::junit;
pub use markdown::report_markdown;
pub use report::{Decision, Reason, Report, complete};
pub use report_json::{REPORT_VERSION, report_json};
pub use sarif::sarif;
pub use summary::{Context, Counts, Judged, Row, State, Summary};
