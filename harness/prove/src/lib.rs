//! Proves that clauses notice what they are for: applies small faults, in memory, to a clean stack
//! and asks every clause about each.
//!
//! It judges nothing itself: every verdict comes from the engine. It knows nothing of how a stack
//! was rendered.

mod case;
mod clean;
mod expect;
mod proof;
mod seed;

pub use case::{Case, CaseError, cases, fixture_folders};
pub use clean::{Clean, Compared};
pub use expect::Expectation;
pub use proof::{Proof, Proved, Reaction, twins};
pub use seed::{Changed, Class, Seed, SeedError};
