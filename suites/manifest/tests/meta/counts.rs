//! `cargo test` and nextest count the same trials.

use std::collections::BTreeSet;

use conform_testkit::{clause_trials, negative_trials};

use crate::Outcome;

/// nextest lists ignored trials apart and takes a kind for a part of the name; so no trial is ignored
/// and none has a kind. Two of the same name would be one to it.
pub(crate) fn alike() -> Outcome {
    for trials in [clause_trials(), negative_trials()?] {
        let mut names = BTreeSet::new();
        for trial in &trials {
            let name = trial.name();
            let plain =
                name.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b":-".contains(&b));
            if trial.has_ignored_flag() || !trial.kind().is_empty() || !plain || !names.insert(name) {
                return Err(format!("`{name}` is counted differently by cargo and nextest").into());
            }
        }
    }
    Ok(())
}
