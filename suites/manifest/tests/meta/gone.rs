//! What a clause looks at is removed: then it must fail, not pass over nothing.

use std::collections::BTreeMap;

use conform_checks::{CLAUSES, Clause, Facts, Needs, Plan};
use conform_engine::{Run, judge};
use conform_manifest::{SourceTree, Stack};
use conform_model::{ContractId, Record, Verdict};
use conform_prove::Clean;
use conform_testkit::context;

use crate::Outcome;

/// Objects by stage and place in it, and files.
#[derive(Debug, Default, Clone)]
struct Seen {
    objects: Vec<(usize, usize)>,
    files: Vec<String>,
}

/// What a verdict rests on, so that two of them can be compared.
fn impression(record: &Record) -> String {
    let messages: Vec<&str> = record.findings.iter().map(|finding| finding.message.as_str()).collect();
    format!("{:?} {:?} {:?}", record.verdict, messages, record.evidence)
}

fn records(context: &Clean, clauses: &[&'static Clause], stack: &Stack, sources: &SourceTree) -> Vec<Record> {
    let facts =
        Facts { contracts: &context.contracts, stack, sources: Some(sources), schemas: &context.schemas };
    let run = Run { id: Run::fresh_id(), inputs: context.inputs.clone(), clusters: Vec::new() };
    judge(clauses, &facts, &run)
}

/// Every clause of a contract fails once everything that it looks at in one cluster is gone, and
/// every clause of all fails once everything that it looks at is gone.
///
/// What a clause looks at is found by removing objects and files one at a time: what changes its
/// evidence or its findings was looked at.
pub(crate) fn is_missed() -> Outcome {
    let context = context()?;
    let clean: Vec<String> = context.records().iter().map(impression).collect();
    let of_contracts: Vec<usize> =
        (0..CLAUSES.len()).filter(|at| CLAUSES[*at].id.contract() != ContractId::Tree).collect();
    let seen = looked_at(context, &of_contracts, &clean);
    let mut wrong = Vec::new();
    for at in of_contracts {
        let seen = seen.get(&at).cloned().unwrap_or_default();
        let id = CLAUSES[at].id;
        if seen.objects.is_empty() && seen.files.is_empty() {
            wrong.push(format!("{id}: no object and no file makes a difference to it"));
            continue;
        }
        let mut places: Vec<Option<&str>> = vec![None];
        for (stage, _) in &seen.objects {
            let cluster = Some(context.stack.stages[*stage].cluster.as_str());
            if !places.contains(&cluster) {
                places.push(cluster);
            }
        }
        for place in places {
            let verdict = without(context, CLAUSES[at], &seen, place);
            if verdict != Some(Verdict::Fail) {
                let place = place.unwrap_or("any cluster");
                wrong.push(format!("{id}: without anything it looks at in {place} it is {verdict:?}"));
            }
        }
    }
    if wrong.is_empty() { Ok(()) } else { Err(wrong.join("\n").into()) }
}

/// The verdict without everything that a clause looks at, in a cluster or at all.
fn without(context: &Clean, clause: &'static Clause, seen: &Seen, place: Option<&str>) -> Option<Verdict> {
    let mut stack = context.stack.clone();
    for (at, stage) in stack.stages.iter_mut().enumerate() {
        if place.is_none_or(|cluster| stage.cluster.as_str() == cluster) {
            let mut index = 0;
            stage.objects.retain(|_| {
                index += 1;
                !seen.objects.contains(&(at, index - 1))
            });
        }
    }
    let mut sources = context.sources.clone();
    if place.is_none() {
        for file in &seen.files {
            sources.set(file, None);
        }
    }
    records(context, &[clause], &stack, &sources).first().and_then(|record| record.verdict)
}

/// The clauses to which it makes a difference that these objects are gone.
///
/// The stack is as before afterwards; copying it for each question would take longer than judging.
fn noticing(
    context: &Clean,
    stack: &mut Stack,
    (clauses, clean): (&[usize], &[String]),
    places: &[(usize, usize)],
) -> Vec<usize> {
    let mut taken = Vec::new();
    for (stage, at) in places.iter().rev() {
        taken.push(stack.stages[*stage].objects.remove(*at));
    }
    let table: Vec<&'static Clause> = clauses.iter().map(|at| CLAUSES[*at]).collect();
    let judged = records(context, &table, stack, &context.sources);
    for ((stage, at), object) in places.iter().zip(taken.into_iter().rev()) {
        stack.stages[*stage].objects.insert(*at, object);
    }
    clauses
        .iter()
        .zip(judged)
        .filter(|(clause, record)| impression(record) != clean[**clause])
        .map(|(clause, _)| *clause)
        .collect()
}

/// What each clause looks at, by its place in the table.
fn looked_at(context: &Clean, clauses: &[usize], clean: &[String]) -> BTreeMap<usize, Seen> {
    let with_sources: Vec<usize> = clauses
        .iter()
        .copied()
        .filter(|at| matches!(CLAUSES[*at].plan, Plan::Manifest { needs: Needs::Sources, .. }))
        .collect();
    let mut seen: BTreeMap<usize, Seen> = BTreeMap::new();
    // First from all clusters at once: most clauses do not look at most objects.
    let mut copies: BTreeMap<String, Vec<(usize, usize)>> = BTreeMap::new();
    for (stage, own) in context.stack.stages.iter().enumerate() {
        for (at, object) in own.objects.iter().enumerate() {
            copies.entry(object.id.to_string()).or_default().push((stage, at));
        }
    }
    let mut stack = context.stack.clone();
    for places in copies.values() {
        let noticed: Vec<usize> = noticing(context, &mut stack, (clauses, clean), places);
        for place in places {
            let noticed = if places.len() == 1 {
                noticed.clone()
            } else {
                noticing(context, &mut stack, (&noticed, clean), &[*place])
            };
            for clause in noticed {
                seen.entry(clause).or_default().objects.push(*place);
            }
        }
    }
    let files: Vec<String> = context.sources.texts().map(|text| text.file.clone()).collect();
    let table: Vec<&'static Clause> = with_sources.iter().map(|at| CLAUSES[*at]).collect();
    for file in &files {
        let mut sources = context.sources.clone();
        sources.set(file, None);
        for (clause, record) in with_sources.iter().zip(records(context, &table, &context.stack, &sources)) {
            if impression(&record) != clean[*clause] {
                seen.entry(*clause).or_default().files.push(file.clone());
            }
        }
    }
    seen
}
