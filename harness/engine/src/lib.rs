//! Runs clauses and keeps their records.
//!
//! Owns the clock of a run and the files it leaves. It decides no acceptance and prints nothing.

mod contracts;
mod records;
mod run;
mod select;

pub use contracts::{LoadError, load_contracts};
pub use records::{Kept, RecordError, last_record, last_run, read_run, write_records};
pub use run::{Run, judge, judge_in_turn, side_by_side};
pub use select::{Selection, SelectionError};
