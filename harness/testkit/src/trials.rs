use std::collections::BTreeMap;

use conform_checks::{CLAUSES, Clause};
use conform_manifest::{Stack, yaml::Text};
use conform_model::{Record, Verdict};
use conform_prove::{Case, CaseError, Changed, Clean, cases};
use conform_report::{Context, Judged, State, Summary, human};
use libtest_mimic::{Failed, Trial};

use crate::{PINNED_DAY, context, fixtures};

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
    all_hold(context, &context.judge(&[clause]))
}

fn all_hold(clean: &Clean, records: &[Record]) -> Result<(), Failed> {
    let summary = Summary::new(records, &clean.contracts.waivers, PINNED_DAY);
    let right =
        |state| matches!(state, State::Verdict(Verdict::Pass | Verdict::NotApplicable) | State::Waived);
    if summary.rows.iter().all(|row| right(row.state)) { Ok(()) } else { Err(report(clean, &summary).into()) }
}

/// A trial for each negative fixture, one for the clean stack and one for no stack at all.
pub fn negative_trials() -> Result<Vec<Trial>, CaseError> {
    let mut trials: Vec<Trial> = cases(&fixtures())?
        .into_iter()
        .map(|case| {
            let name = format!("{}::{}", trial_name(&case.clause), case.name);
            Trial::test(name, move || seeded(&case))
        })
        .collect();
    trials.push(Trial::test("clean-stack::no-clause-fails", clean));
    trials.push(Trial::test("no-stack::every-clause-fails", nothing));
    Ok(trials)
}

fn seeded(case: &Case) -> Result<(), Failed> {
    Ok(case.run(context()?)?)
}

/// Where nothing is rendered and no source is left, no clause may hold: what a contract requires and
/// is gone is a failure, not a pass over nothing.
fn nothing() -> Result<(), Failed> {
    let context = context()?;
    let mut sources = context.sources.clone();
    for text in context.sources.texts() {
        sources.set(&text.file, None);
    }
    let empty = Changed::new(context.contracts.clone(), Stack::default(), sources);
    let content: Vec<String> = context
        .judge_wholly(&empty)
        .iter()
        .filter(|record| record.verdict != Some(Verdict::Fail))
        .map(|record| format!("{} is {:?}", record.clause.id, record.verdict))
        .collect();
    if content.is_empty() { Ok(()) } else { Err(content.join("\n").into()) }
}

fn clean() -> Result<(), Failed> {
    let context = context()?;
    all_hold(context, context.records())
}

/// The records as `conform check` would print them.
fn report(clean: &Clean, summary: &Summary<'_>) -> String {
    let mut texts: BTreeMap<&str, &Text> = clean.stack.texts();
    texts.extend(clean.contracts.texts().map(|text| (text.file.as_str(), text)));
    texts.extend(clean.sources.texts().map(|text| (text.file.as_str(), &**text)));
    let source = |file: &str| texts.get(file).map(|text| text.content.as_str());
    let cx = Context {
        harness: env!("CARGO_PKG_VERSION"),
        run: &clean.run().id,
        inputs: &clean.inputs,
        only: &[],
        source: &source,
    };
    human(summary, &cx, Judged::all_of(&clean.stack), false)
}
