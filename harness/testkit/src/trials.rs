use conform_checks::{CLAUSES, Clause};
use conform_model::Verdict;
use conform_report::{State, Summary};
use libtest_mimic::{Failed, Trial};

use crate::{Case, CaseError, PINNED_DAY, cases, context};

/// The name of a clause's trial: its id as a path. Requirement ids are never part of it, since a
/// retraced clause would then be another test.
#[must_use]
pub fn trial_name(clause: &str) -> String {
    clause.replace('.', "::")
}

/// A trial for each clause of the registry, over the clean stack.
#[must_use]
pub fn clause_trials() -> Vec<Trial> {
    CLAUSES.iter().map(|clause| Trial::test(trial_name(clause.id.as_str()), move || holds(clause))).collect()
}

fn holds(clause: &'static Clause) -> Result<(), Failed> {
    let context = context()?;
    let records = context.judge(&[clause]);
    let summary = Summary::new(&records, &context.contracts.waivers, PINNED_DAY);
    let right =
        |state| matches!(state, State::Verdict(Verdict::Pass | Verdict::NotApplicable) | State::Waived);
    if summary.rows.iter().all(|row| right(row.state)) {
        Ok(())
    } else {
        Err(context.report(&summary).into())
    }
}

/// A trial for each negative fixture, and one for the clean stack.
pub fn negative_trials() -> Result<Vec<Trial>, CaseError> {
    let mut trials: Vec<Trial> = cases()?
        .into_iter()
        .map(|case| {
            let name = format!("{}::{}", trial_name(&case.clause), case.name);
            Trial::test(name, move || seeded(&case))
        })
        .collect();
    trials.push(Trial::test("clean-stack::no-clause-fails", clean));
    Ok(trials)
}

fn seeded(case: &Case) -> Result<(), Failed> {
    Ok(case.run(context()?)?)
}

fn clean() -> Result<(), Failed> {
    let context = context()?;
    let records = context.clean();
    let summary = Summary::new(records, &context.contracts.waivers, PINNED_DAY);
    let right =
        |state| matches!(state, State::Verdict(Verdict::Pass | Verdict::NotApplicable) | State::Waived);
    if summary.rows.iter().all(|row| right(row.state)) {
        Ok(())
    } else {
        Err(context.report(&summary).into())
    }
}
