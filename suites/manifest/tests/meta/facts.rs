//! Facts of the contracts, and the clauses that ask for them.

use conform_checks::{Contracts, Facts, clause};
use conform_engine::{Run, judge};
use conform_manifest::yaml::Text;
use conform_model::{Location, Verdict};
use conform_prove::Changed;
use conform_testkit::context;

use crate::Outcome;

/// The contracts with a part of one file's text replaced.
fn without(
    contracts: &Contracts,
    location: &Location,
    by: &str,
    whole_line: bool,
) -> Result<Contracts, String> {
    let texts = contracts.texts().map(|text| {
        if text.file != location.file {
            return text.clone();
        }
        let (start, end) = (location.span.start as usize, location.span.end as usize);
        let (start, end) = if whole_line {
            let content = &text.content;
            (
                content[..start].rfind('\n').map_or(0, |at| at + 1),
                content[end..].find('\n').map_or(content.len(), |at| end + at + 1),
            )
        } else {
            (start, end)
        };
        let mut content = text.content.clone();
        content.replace_range(start..end, by);
        Text::new(text.file.clone(), content)
    });
    Contracts::parse(texts.collect()).map_err(|error| error.to_string())
}

/// Every fact, once it is gone, is missed by a clause, and no clause misses one that is not there.
pub(crate) fn all_are_asked_for() -> Outcome {
    let context = context()?;
    let broken: Vec<&str> = context
        .records()
        .iter()
        .filter(|record| record.verdict == Some(Verdict::Broken))
        .map(|record| record.clause.id.as_str())
        .collect();
    if !broken.is_empty() {
        return Err(format!("clauses that are broken over the clean stack: {broken:?}").into());
    }
    let mut unused = Vec::new();
    for contract in context.contracts.iter() {
        for name in contract.fact_names() {
            let changed = Changed::new(
                without(&context.contracts, &contract.fact(name).location, "", true)?,
                context.stack.clone(),
                context.sources.clone(),
            );
            let missed = context.compare(&changed).after;
            if !missed.iter().any(|record| record.verdict == Some(Verdict::Broken)) {
                unused.push(format!("{} {name}", contract.id));
            }
        }
    }
    if unused.is_empty() { Ok(()) } else { Err(format!("facts that no clause asks for: {unused:?}").into()) }
}

/// Everything that a contract lists as made by somebody else is something the tree refers to.
pub(crate) fn provided_is_needed() -> Outcome {
    let context = context()?;
    let mut unneeded = Vec::new();
    for contract in context.contracts.iter() {
        for provided in &contract.provided {
            let changed = Changed::new(
                without(&context.contracts, &provided.name.location, "nobody-asks-for-this", false)?,
                context.stack.clone(),
                context.sources.clone(),
            );
            let compared = context.compare(&changed);
            let mut pairs = compared.before.iter().zip(&compared.after);
            let noticed = pairs.any(|(before, after)| before.verdict != after.verdict);
            if !noticed {
                unneeded.push(format!("{} {} {}", contract.id, provided.kind.value, provided.name.value));
            }
        }
    }
    if unneeded.is_empty() {
        Ok(())
    } else {
        Err(format!("provided, and asked for by nobody: {unneeded:?}").into())
    }
}

/// Every exception, once it is gone, is missed by the clause that it is for.
pub(crate) fn exceptions_are_needed() -> Outcome {
    let context = context()?;
    let mut unneeded = Vec::new();
    for exception in &context.contracts.exceptions {
        let clause = clause(&exception.clause.value).ok_or("an exception is for no clause")?;
        for subject in &exception.subjects {
            let contracts = without(&context.contracts, &subject.location, "nobody", false)?;
            let facts = Facts {
                contracts: &contracts,
                stack: &context.stack,
                sources: Some(&context.sources),
                schemas: &context.schemas,
            };
            let run = Run { id: Run::fresh_id(), inputs: context.inputs.clone(), clusters: Vec::new() };
            if judge(&[clause], &facts, &run).iter().all(|record| record.verdict == Some(Verdict::Pass)) {
                unneeded.push(format!("{} {}", clause.id, subject.value));
            }
        }
    }
    if unneeded.is_empty() {
        Ok(())
    } else {
        Err(format!("exceptions that make no difference: {unneeded:?}").into())
    }
}

/// Every flow that the policies must let through is held against them.
pub(crate) fn flows_are_judged() -> Outcome {
    let context = context()?;
    let mut unseen = Vec::new();
    for flow in &context.contracts.flows {
        // The purpose of a flow stands where the flow does; any other purpose takes it from its clause.
        let own = context.contracts.texts().find(|text| text.file == flow.location.file);
        let word =
            own.map(|text| &text.content[flow.location.span.start as usize..flow.location.span.end as usize]);
        let other = if word == Some("logs") { "alerts" } else { "logs" };
        let changed = Changed::new(
            without(&context.contracts, &flow.location, other, false)?,
            context.stack.clone(),
            context.sources.clone(),
        );
        let compared = context.compare(&changed);
        let mut pairs = compared.before.iter().zip(&compared.after);
        if !pairs.any(|(before, after)| before.evidence != after.evidence) {
            unseen.push(format!("line {}", flow.location.line));
        }
    }
    if unseen.is_empty() {
        Ok(())
    } else {
        Err(format!("flows of contracts/network.yaml that no clause judges: {unseen:?}").into())
    }
}
