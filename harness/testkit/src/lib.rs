//! What the suites are made of: the repository's stack, a trial per clause and per fault.
//!
//! A surface for tests alone. It judges nothing itself: every verdict comes from the engine.
//!
//! Trials are those of libtest-mimic. `cargo test` runs them in one process; nextest runs each of
//! them in its own. Both count the same, because no trial is ignored, none has a kind, and the
//! list is made of the registry and of folder names alone: listing renders nothing.

mod context;
mod repository;
mod trials;

pub use context::{ContextError, PINNED_DAY, context};
pub use repository::{fixtures, root};
pub use trials::{clause_trials, negative_trials, trial_name};
