//! Clauses and their negative fixtures.

use std::collections::{BTreeMap, BTreeSet};

use conform_checks::{CLAUSES, clause};
use conform_prove::{cases, fixture_folders, twins};
use conform_testkit::{fixtures, root};

use crate::Outcome;

/// Every clause has a folder of fixtures with at least one case, and every folder is a clause.
pub(crate) fn every_clause_has_one() -> Outcome {
    let clauses: BTreeSet<String> = CLAUSES.iter().map(|clause| clause.id.to_string()).collect();
    let folders = fixture_folders(&fixtures())?;
    let with_cases: BTreeSet<String> = cases(&fixtures())?.into_iter().map(|case| case.clause).collect();
    let without: Vec<_> = clauses.difference(&with_cases).collect();
    let unknown: Vec<_> = folders.difference(&clauses).collect();
    if without.is_empty() && unknown.is_empty() {
        return Ok(());
    }
    Err(format!(
        "clauses without a case under fixtures/negative: {without:?}; folders that are no clause: {unknown:?}"
    )
    .into())
}

/// Every case reads, holds nothing but its two files, and names clauses that exist.
pub(crate) fn all_are_complete() -> Outcome {
    let mut wrong = Vec::new();
    for case in cases(&fixtures())? {
        let place = format!("{}/{}", case.clause, case.name);
        if let Err(error) = case.seed() {
            wrong.push(format!("{place}: {error}"));
        }
        match case.expectation() {
            Err(error) => wrong.push(format!("{place}: {error}")),
            Ok(expectation) => {
                for name in expectation.named().filter(|name| clause(name).is_none() || *name == case.clause)
                {
                    wrong.push(format!("{place}: `also_fires` names `{name}`, which is no other clause"));
                }
            }
        }
        let folder = root().join("fixtures/negative").join(&case.clause).join(&case.name);
        for entry in std::fs::read_dir(&folder)? {
            let name = entry?.file_name();
            if name != "seed.yaml" && name != "expect.yaml" {
                wrong.push(format!("{place}: {} belongs to no fixture", name.display()));
            }
        }
    }
    if wrong.is_empty() { Ok(()) } else { Err(wrong.join("\n").into()) }
}

/// No two cases seed the same fault.
pub(crate) fn no_two_are_the_same() -> Outcome {
    let mut seen: BTreeMap<String, String> = BTreeMap::new();
    for case in cases(&fixtures())? {
        let path = root().join("fixtures/negative").join(&case.clause).join(&case.name).join("seed.yaml");
        let text = std::fs::read_to_string(path)?;
        let steps: String =
            text.lines().filter(|line| !line.starts_with("story:") && !line.starts_with("class:")).collect();
        let place = format!("{}/{}", case.clause, case.name);
        if let Some(other) = seen.insert(steps, place.clone()) {
            return Err(format!("{place} and {other} seed the same fault").into());
        }
    }
    Ok(())
}

/// By what the fixtures expect, no two clauses catch the same faults; that they catch what is
/// expected is what the suite `negative` is for. `conform prove` tells it of what really happens.
pub(crate) fn tell_clauses_apart() -> Outcome {
    let mut rows: BTreeMap<&str, BTreeSet<String>> =
        CLAUSES.iter().map(|clause| (clause.id.as_str(), BTreeSet::new())).collect();
    for case in cases(&fixtures())? {
        let expectation = case.expectation()?;
        for id in expectation.named().chain([case.clause.as_str()]) {
            if let Some(row) = rows.get_mut(id) {
                row.insert(format!("{}/{}", case.clause, case.name));
            }
        }
    }
    let same = twins(&rows);
    if same.is_empty() {
        Ok(())
    } else {
        Err(format!("no fixture tells these clauses apart: {same:?}").into())
    }
}
