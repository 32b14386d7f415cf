use std::path::{Path, PathBuf};

use clap::Args;
use conform_checks::{
    Clause,
    contracts::{Contract, Requirement},
};
use conform_engine::last_record;
use conform_model::{ContractId, Exit, Record};

use crate::{
    input::today,
    registry::{Registry, RegistryArgs, find_clause, needs},
    source::{self, usage},
    term::Term,
};

/// Explain a clause, a requirement or a contract
#[derive(Debug, Args)]
pub(crate) struct ExplainArgs {
    /// A clause by its id (or its beginning, or the part behind the dot), a requirement, or a contract
    id: String,
    #[command(flatten)]
    registry: RegistryArgs,
    /// Take the last verdict from this folder of records [default: runs/ in the cache]
    #[arg(long, value_name = "DIR")]
    records: Option<PathBuf>,
}

pub(crate) fn run(args: &ExplainArgs, term: &Term) -> anyhow::Result<Exit> {
    let registry = args.registry.read()?;
    let folder = args.records.clone().map_or_else(source::runs_dir, Ok)?;
    let text = if let Ok(id) = ContractId::parse(&args.id) {
        contract(registry.contracts.get(id), &registry)
    } else if let Some(found) = registry.contracts.requirements.get(&args.id) {
        requirement(found, &registry)
    } else {
        match find_clause(&args.id) {
            Ok(found) => clause(found, &registry, &folder)?,
            Err(near) if near.is_empty() => {
                return Err(usage(format!(
                    "no clause, requirement or contract is called `{}`; `conform list` shows the clauses",
                    args.id
                )));
            }
            Err(near) => return Err(usage(format!("`{}` begins several: {}", args.id, near.join(", ")))),
        }
    };
    term.result(&text)?;
    Ok(Exit::Holds)
}

fn clause(clause: &Clause, registry: &Registry, records: &Path) -> anyhow::Result<String> {
    let id = clause.id.as_str();
    let mut text = format!("{id} ({}): {}\n\n", clause.level, clause.title);
    for trace in clause.traces {
        let known = registry.contracts.requirements.get(trace.requirement.as_str());
        let inferred = if known.is_some_and(|own| own.inferred) { " (text inferred)" } else { "" };
        text.push_str(&format!("traces to     {}{inferred}, {}\n", trace.requirement, trace.source));
    }
    text.push_str(&format!("judged from   {}\n", needs(clause)));
    let fixtures = registry.fixtures(id);
    let fixtures = if fixtures.is_empty() { "none".to_owned() } else { fixtures.join(", ") };
    text.push_str(&format!("faults        {fixtures}\n"));
    let errors: Vec<String> = registry
        .contracts
        .seed_errors
        .iter()
        .filter(|error| error.caught_by().iter().any(|own| own.value == id))
        .map(|error| format!("{} ({})", error.number.value, error.says.value))
        .collect();
    if !errors.is_empty() {
        text.push_str(&format!("catches       errors of the design: {}\n", errors.join("; ")));
    }
    let gated: Vec<&str> = registry
        .contracts
        .iter()
        .filter(|contract| {
            contract.requires.iter().flat_map(|required| &required.gates).any(|gate| gate.value == id)
        })
        .map(|contract| contract.id.as_str())
        .collect();
    if !gated.is_empty() {
        text.push_str(&format!("gates         {} on running clusters\n", gated.join(", ")));
    }
    for waiver in registry.contracts.waivers.iter().filter(|waiver| waiver.is_for_clause(id)) {
        text.push_str(&format!(
            "waived        by {} until {}{}: {}\n",
            waiver.owner.value,
            waiver.expires,
            if waiver.holds(today()) { "" } else { ", EXPIRED" },
            waiver.reason.value
        ));
    }
    match last_record(records, id)? {
        None => text.push_str(&format!("last verdict  none; no record in {}\n", records.display())),
        Some(record) => text.push_str(&verdict(&record)),
    }
    text.push('\n');
    text.push_str(clause.docs);
    Ok(text)
}

fn verdict(record: &Record) -> String {
    let verdict = record.verdict.map_or("begun and never finished", conform_model::Verdict::as_str);
    let mut text = format!("last verdict  {verdict}, run {} of {}\n", record.run, record.started);
    if let Some(reason) = &record.reason {
        text.push_str(&format!("              {reason}\n"));
    }
    for finding in record.findings.iter().take(3) {
        let place = &finding.location;
        text.push_str(&format!("              {}:{}: {}\n", place.file, place.line, finding.message));
    }
    if record.findings.len() > 3 {
        text.push_str(&format!("              … and {} more findings\n", record.findings.len() - 3));
    }
    text
}

fn requirement(requirement: &Requirement, registry: &Registry) -> String {
    let id = &requirement.id.value;
    let mut text = format!("{id} ({}): {}\n\n", requirement.group, requirement.text.value);
    if requirement.inferred {
        text.push_str("inferred     the design names it and does not show its text\n");
    }
    text.push_str(&format!("stands in    {}\n", requirement.source.value));
    if !requirement.through.is_empty() {
        let parts: Vec<&str> = requirement.through.iter().map(|part| part.value.as_str()).collect();
        text.push_str(&format!("is made of   {}\n", parts.join(", ")));
    }
    for live in registry.contracts.requirements.live_of(requirement) {
        text.push_str(&format!("live         {live}\n"));
    }
    for waiver in registry.contracts.waivers.iter().filter(|waiver| waiver.is_for_requirement(id)) {
        text.push_str(&format!(
            "waived       by {} until {}{}: {}\n",
            waiver.owner.value,
            waiver.expires,
            if waiver.holds(today()) { "" } else { ", EXPIRED" },
            waiver.reason.value
        ));
    }
    let clauses = registry.contracts.requirements.clauses_of(requirement);
    text.push_str(&format!("\n{} clauses judge it\n", clauses.len()));
    for clause in clauses {
        text.push_str(&format!("  {}: {}\n", clause.id, clause.title));
    }
    text
}

fn contract(contract: &Contract, registry: &Registry) -> String {
    let mut text = format!("{}: {}\n", contract.id, contract.title.value);
    for required in &contract.requires {
        let gates: Vec<&str> = required.gates.iter().map(|gate| gate.value.as_str()).collect();
        text.push_str(&format!("requires    {}, gated by {}\n", required.contract, gates.join(", ")));
    }
    for (label, values) in [
        ("stage", &contract.stages),
        ("input", &contract.inputs),
        ("output", &contract.outputs),
        ("validation", &contract.validations),
    ] {
        for value in values {
            text.push_str(&format!("{label:<10}  {}\n", value.value));
        }
    }
    for objective in &contract.objectives {
        text.push_str(&format!(
            "objective   {}: {} {} ({})\n",
            objective.id.value,
            objective.what.value,
            objective.threshold(),
            objective.source.value
        ));
    }
    for name in &contract.names {
        text.push_str(&format!("name        {name}: {}\n", name.why.value));
    }
    for port in &contract.ports {
        text.push_str(&format!(
            "port        {} {} of {}: {}\n",
            port.port.is, port.port.number, port.of, port.of.why.value
        ));
    }
    for version in &contract.versions {
        let of = |text: &Option<conform_manifest::yaml::Spanned<String>>| {
            text.as_ref().map_or("not ours", |text| text.value.as_str()).to_owned()
        };
        text.push_str(&format!(
            "version     {}: {}, at least {}\n",
            version.component.value,
            of(&version.pin),
            of(&version.floor)
        ));
        if let Some(end) = &version.end_of_life {
            text.push_str(&format!("            {} ({})\n", end.note.value, end.source.value));
        }
    }
    let clauses = conform_checks::CLAUSES.iter().filter(|clause| clause.id.contract() == contract.id);
    let with: usize = clauses.clone().map(|clause| registry.fixtures(clause.id.as_str()).len()).sum();
    text.push_str(&format!("\n{} clauses, {with} faults\n", clauses.clone().count()));
    for clause in clauses {
        text.push_str(&format!("  {}: {}\n", clause.id, clause.title));
    }
    text
}
