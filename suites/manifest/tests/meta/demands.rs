//! What the design demands and gets wrong, and the clauses that see it.

use std::collections::BTreeSet;

use conform_checks::{
    CLAUSES, Contracts,
    contracts::{Requirement, SeedError},
};
use conform_prove::cases;
use conform_testkit::{PINNED_DAY, fixtures, root};
use libtest_mimic::Failed;

use crate::Outcome;

fn contracts() -> Result<Contracts, Failed> {
    Ok(conform_engine::load_contracts(&root().join("contracts"))?)
}

/// Every id that the design's documents give out: nothing is left out, nothing is added.
fn expected() -> BTreeSet<String> {
    let functional = (1..=20).map(|number| format!("FR-{number:03}"));
    let later = ["FR-007a", "FR-009a", "FR-009b", "FR-012a", "FR-012b"].map(str::to_owned);
    let principles = ["P-I", "P-II", "P-III", "P-IV", "P-V"].map(str::to_owned);
    let stories = (0..=5).map(|number| format!("US-{number}"));
    let tasks = (1..=45).map(|number| format!("T{number:03}"));
    let criteria = (1..=4).map(|number| format!("QS-{number}"));
    functional.chain(later).chain(principles).chain(stories).chain(tasks).chain(criteria).collect()
}

/// `requirements.yaml` has every id of the design, and marks those whose text it does not show.
pub(crate) fn requirements_are_complete() -> Outcome {
    let contracts = contracts()?;
    let known: BTreeSet<String> =
        contracts.requirements.iter().map(|requirement| requirement.id.value.clone()).collect();
    let missing: Vec<_> = expected().difference(&known).cloned().collect();
    let goals = |id: &String| id.starts_with("C-") || id.starts_with("PG-");
    let unknown: Vec<_> = known.difference(&expected()).filter(|id| !goals(id)).cloned().collect();
    let inferred: Vec<&str> = contracts
        .requirements
        .iter()
        .filter(|requirement| requirement.inferred)
        .map(|requirement| requirement.id.value.as_str())
        .collect();
    if missing.is_empty() && unknown.is_empty() && inferred == ["FR-002", "FR-003", "FR-008"] {
        return Ok(());
    }
    Err(format!("missing {missing:?}, unknown {unknown:?}, inferred {inferred:?}").into())
}

/// Every requirement is judged by a clause, waits for one, or is under a waiver that has not expired.
pub(crate) fn requirements_are_judged() -> Outcome {
    let contracts = contracts()?;
    let waived = |requirement: &Requirement| {
        contracts
            .waivers
            .iter()
            .any(|waiver| waiver.is_for_requirement(&requirement.id.value) && waiver.holds(PINNED_DAY))
    };
    let open: Vec<&str> = contracts
        .requirements
        .iter()
        .filter(|requirement| {
            contracts.requirements.clauses_of(requirement).is_empty()
                && contracts.requirements.live_of(requirement).is_empty()
                && !waived(requirement)
        })
        .map(|requirement| requirement.id.value.as_str())
        .collect();
    let needless: Vec<&str> = contracts
        .requirements
        .iter()
        .filter(|requirement| {
            waived(requirement) && !contracts.requirements.clauses_of(requirement).is_empty()
        })
        .map(|requirement| requirement.id.value.as_str())
        .collect();
    if open.is_empty() && needless.is_empty() {
        return Ok(());
    }
    Err(format!("judged by nothing: {open:?}; waived although clauses judge it: {needless:?}").into())
}

/// Every requirement that a clause traces to is one.
pub(crate) fn traces_name_requirements() -> Outcome {
    let contracts = contracts()?;
    let unknown: BTreeSet<&str> = CLAUSES
        .iter()
        .flat_map(|clause| clause.traces)
        .map(|trace| trace.requirement.as_str())
        .filter(|id| contracts.requirements.get(id).is_none())
        .collect();
    if unknown.is_empty() {
        return Ok(());
    }
    Err(format!("contracts/requirements.yaml does not have {unknown:?}").into())
}

/// Every document and anchor that requirements and objectives name as source exists.
pub(crate) fn sources_exist() -> Outcome {
    let contracts = contracts()?;
    let requirements = contracts.requirements.iter().map(|requirement| &requirement.source.value);
    let objectives = contracts.iter().flat_map(|contract| &contract.objectives);
    let sources: BTreeSet<&String> =
        requirements.chain(objectives.map(|objective| &objective.source.value)).collect();
    let mut wrong = Vec::new();
    for source in sources {
        let (file, anchor) = source.split_once('#').unwrap_or((source, ""));
        let text = std::fs::read_to_string(root().join(file))?;
        let named = |line: &str| {
            let title = line.trim_start_matches('#').trim().to_lowercase().replace(' ', "-");
            line.starts_with('#') && title == anchor
        };
        if !text.lines().any(named) {
            wrong.push(source);
        }
    }
    if wrong.is_empty() { Ok(()) } else { Err(format!("sources that lead nowhere: {wrong:?}").into()) }
}

/// All errors that were found in the design are listed, and every clause that catches one has faults
/// of its own to show that it catches anything.
pub(crate) fn seed_errors_are_all_there() -> Outcome {
    let contracts = contracts()?;
    let with_cases: BTreeSet<String> = cases(&fixtures())?.into_iter().map(|case| case.clause).collect();
    let unproven: BTreeSet<&str> = contracts
        .seed_errors
        .iter()
        .flat_map(SeedError::caught_by)
        .map(|id| id.value.as_str())
        .filter(|id| !with_cases.contains(*id))
        .collect();
    let found = contracts.seed_errors.len();
    if found == 74 && unproven.is_empty() {
        return Ok(());
    }
    Err(format!("{found} errors instead of 74; clauses without a fault: {unproven:?}").into())
}
