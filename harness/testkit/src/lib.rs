//! What the suites are made of: the repository's stack, a trial per clause, seeded faults.
//!
//! A surface for tests alone. It judges nothing itself: every verdict comes from the engine.
//!
//! Trials are those of libtest-mimic. `cargo test` runs them in one process; nextest runs each of
//! them in its own. Both count the same, because no trial is ignored, none has a kind, and the
//! list is made of the registry and of folder names alone: listing renders nothing.

mod case;
mod context;
mod expect;
mod repository;
mod seed;
mod trials;

pub use case::{Case, CaseError, cases, fixture_folders};
pub use context::{Compared, Context, ContextError, PINNED_DAY, context};
pub use expect::Expectation;
pub use repository::root;
pub use seed::{Changed, Seed, SeedError};
pub use trials::{clause_trials, negative_trials, trial_name};
