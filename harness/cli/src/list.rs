use clap::Args;
use conform_checks::{CLAUSES, Clause};
use conform_model::{ContractId, Exit, Level};
use serde_json::json;

use crate::{
    check::LevelArg,
    input::contract,
    registry::{Registry, RegistryArgs, needs},
    source::usage,
    term::Term,
    tools::Listing,
};

/// The version of the JSON form; `docs/schemas/list.schema.json` describes it.
const LIST_VERSION: u32 = 1;

/// List clauses.
#[derive(Debug, Args)]
pub(crate) struct ListArgs {
    #[command(flatten)]
    registry: RegistryArgs,
    /// Only clauses of this contract (repeatable)
    #[arg(long, value_name = "ID", value_parser = contract)]
    contract: Vec<ContractId>,
    /// Only clauses that judge this requirement, such as FR-012a (repeatable)
    #[arg(long, value_name = "ID")]
    requirement: Vec<String>,
    /// Only clauses of this level (repeatable)
    #[arg(long, value_enum)]
    level: Vec<LevelArg>,
    /// How to write the list
    #[arg(long, value_enum, default_value_t)]
    format: Listing,
}

pub(crate) fn run(args: &ListArgs, term: &Term) -> anyhow::Result<Exit> {
    let registry = args.registry.read()?;
    let requirements = &registry.contracts.requirements;
    let mut judging = Vec::new();
    for id in &args.requirement {
        let requirement = requirements.get(id).ok_or_else(|| {
            usage(format!("no requirement is called `{id}`; contracts/requirements.yaml has them"))
        })?;
        judging.extend(requirements.clauses_of(requirement).into_iter().map(|clause| clause.id));
    }
    let levels: Vec<Level> = args.level.iter().copied().map(Level::from).collect();
    let selected: Vec<&Clause> = CLAUSES
        .iter()
        .copied()
        .filter(|clause| {
            (args.contract.is_empty() || args.contract.contains(&clause.id.contract()))
                && (levels.is_empty() || levels.contains(&clause.level))
                && (args.requirement.is_empty() || judging.contains(&clause.id))
        })
        .collect();
    if selected.is_empty() {
        term.error("error: the selection is empty: no clause has all of these properties");
        return Ok(Exit::NothingSelected);
    }
    term.result(&match args.format {
        Listing::Human => human(&selected),
        Listing::Json => listing(&selected, &registry),
    })?;
    Ok(Exit::Holds)
}

fn human(selected: &[&Clause]) -> String {
    let width = selected.iter().map(|clause| clause.id.as_str().len()).max().unwrap_or_default();
    let lines: Vec<String> = selected
        .iter()
        .map(|clause| format!("{:<width$}  {:<6}  {}\n", clause.id, clause.level, clause.title))
        .collect();
    let mut text = lines.concat();
    text.push_str(&format!("{} of {} clauses\n", selected.len(), CLAUSES.len()));
    text
}

fn listing(selected: &[&Clause], registry: &Registry) -> String {
    let clauses: Vec<_> = selected
        .iter()
        .map(|clause| {
            let traces: Vec<_> = clause
                .traces
                .iter()
                .map(|trace| json!({"requirement": trace.requirement, "source": trace.source}))
                .collect();
            json!({
                "id": clause.id,
                "contract": clause.id.contract(),
                "title": clause.title,
                "level": clause.level,
                "needs": needs(clause),
                "traces": traces,
                "requirements": registry.requirements(clause),
                "fixtures": registry.fixtures(clause.id.as_str()),
            })
        })
        .collect();
    format!("{:#}\n", json!({"version": LIST_VERSION, "clauses": clauses}))
}
