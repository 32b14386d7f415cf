use std::path::PathBuf;

use anyhow::Context as _;
use clap::{Args, ValueEnum};
use conform_checks::{Contracts, Facts, Schemas};
use conform_engine::{Run, Selection, judge, write_records};
use conform_model::{ClusterId, ContractId, Exit, Level};
use conform_report::{Context, Judged, Summary, excerpts, github, human, json, junit, sarif};
use jiff::civil::Date;

use crate::{
    input::{InputArgs, Sources, contract, today},
    source,
    term::Term,
};

/// Render the tree and judge every manifest clause.
#[derive(Debug, Args)]
pub(crate) struct CheckArgs {
    #[command(flatten)]
    input: InputArgs,
    /// Judge only this contract (repeatable)
    #[arg(long, value_name = "ID", value_parser = contract)]
    contract: Vec<ContractId>,
    /// Judge only clauses whose id is or begins with this (repeatable)
    #[arg(long, value_name = "ID")]
    clause: Vec<String>,
    /// Judge only clauses of this level (repeatable)
    #[arg(long, value_enum)]
    level: Vec<LevelArg>,
    /// Report only findings of this cluster, by id or number (repeatable)
    #[arg(long, value_name = "CLUSTER")]
    cluster: Vec<String>,
    /// How to write the result
    #[arg(long, value_enum, default_value_t)]
    format: Format,
    /// Judge the expiry of waivers as of this day [default: today]
    #[arg(long, value_name = "YYYY-MM-DD")]
    as_of: Option<Date>,
    /// Keep records in this folder [default: runs/ in the cache]
    #[arg(long, value_name = "DIR")]
    records: Option<PathBuf>,
    /// Keep no records
    #[arg(long, conflicts_with = "records")]
    no_records: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum LevelArg {
    Must,
    Should,
    May,
}

/// The forms of a result.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    /// For people
    #[default]
    Human,
    /// Versioned; see docs/schemas/check.schema.json
    Json,
    /// JUnit XML
    Junit,
    /// SARIF 2.1.0
    Sarif,
    /// Workflow commands of GitHub Actions
    Github,
}

pub(crate) fn run(args: &CheckArgs, term: &Term) -> anyhow::Result<Exit> {
    let input = args.input.read(Sources::IfGiven, term)?;
    let Some(clusters) = clusters(&args.cluster, &input.contracts) else {
        let known: Vec<&str> = input.contracts.topology.clusters.iter().map(|own| own.id.as_str()).collect();
        term.error(&format!("error: unknown cluster; the topology has {}", known.join(", ")));
        return Ok(Exit::Usage);
    };
    let selection = Selection {
        contracts: args.contract.clone(),
        clauses: args.clause.clone(),
        levels: args.level.iter().copied().map(Level::from).collect(),
        clusters: clusters.clone(),
        sources: input.sources.is_some(),
    };
    let clauses = match selection.clauses() {
        Ok(clauses) => clauses,
        Err(error) => {
            term.error(&format!("error: {error}"));
            return Ok(Exit::Usage);
        }
    };
    if clauses.is_empty() {
        term.error("error: the selection is empty: no clause has all of these properties");
        return Ok(Exit::NothingSelected);
    }
    if input.sources.is_none() {
        term.note("clauses over the sources of the tree are left out; --tree names the sources");
    }
    let schemas = Schemas::new(&input.stack);
    let facts = Facts {
        contracts: &input.contracts,
        stack: &input.stack,
        sources: input.sources.as_ref(),
        schemas: &schemas,
    };
    let run = Run { id: Run::fresh_id(), inputs: input.inputs.clone(), clusters };
    let records = judge(&clauses, &facts, &run);
    let as_of = args.as_of.unwrap_or_else(today);
    let summary = Summary::new(&records, &input.contracts.waivers, as_of);
    let texts = input.texts();
    let find = |file: &str| texts.get(file).map(|text| text.content.as_str());
    if !args.no_records {
        let folder = args.records.clone().map_or_else(source::runs_dir, Ok)?;
        let kept = write_records(&folder, &run.id, &records, excerpts(&records, &find))?;
        term.note(&format!("records of this run: {}", kept.display()));
    }
    let cx = Context {
        harness: env!("CARGO_PKG_VERSION"),
        run: &run.id,
        only: &run.clusters,
        inputs: &run.inputs,
        source: &find,
    };
    let judged = Judged::all_of(&input.stack);
    let text = match args.format {
        Format::Human => human(&summary, &cx, judged, term.color()),
        Format::Json => json(&summary, &cx, judged),
        Format::Junit => junit(&summary, &cx),
        Format::Sarif => sarif(&summary, &cx),
        Format::Github => github(&summary, &cx),
    };
    term.result(&text).context("cannot write the result to stdout")?;
    Ok(summary.exit)
}

/// The clusters named by id or number; `None` if one of them is in no topology.
fn clusters(names: &[String], contracts: &Contracts) -> Option<Vec<ClusterId>> {
    names
        .iter()
        .map(|name| {
            contracts
                .topology
                .clusters
                .iter()
                .find(|cluster| cluster.id.as_str() == name || cluster.id.number() == name)
                .map(|cluster| cluster.id.clone())
        })
        .collect()
}

impl From<LevelArg> for Level {
    fn from(level: LevelArg) -> Self {
        match level {
            LevelArg::Must => Self::Must,
            LevelArg::Should => Self::Should,
            LevelArg::May => Self::May,
        }
    }
}
