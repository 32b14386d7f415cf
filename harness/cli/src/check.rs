use std::{collections::BTreeMap, path::PathBuf};

use anyhow::Context as _;
use clap::{Args, ValueEnum};
use conform_checks::{Contracts, Facts, Schemas};
use conform_engine::{Run, Selection, judge, load_contracts, write_records};
use conform_manifest::{SourceTree, Stack, yaml::Text};
use conform_model::{ChartUse, ClusterId, ContractId, Exit, Hasher, InputDigests, Level};
use conform_report::{Context, Summary, github, human, json, junit, sarif};
use jiff::{Zoned, civil::Date};

use crate::{
    source::{self, RenderArgs},
    term::Term,
};

/// Render the tree and judge every manifest clause.
#[derive(Debug, Args)]
pub(crate) struct CheckArgs {
    #[command(flatten)]
    render: RenderArgs,
    /// Judge this folder of <overlay>/<stage>.yaml instead of rendering, whoever rendered it
    #[arg(long, value_name = "DIR", conflicts_with_all = ["chart_home", "stand_ins", "no_stand_ins", "kustomize", "helm"])]
    rendered: Option<PathBuf>,
    /// Folder of contracts [default: contracts/ beside the tree]
    #[arg(long, value_name = "DIR")]
    contracts: Option<PathBuf>,
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
enum LevelArg {
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

fn contract(text: &str) -> Result<ContractId, String> {
    ContractId::parse(text).map_err(|_| {
        let known: Vec<&str> = ContractId::ALL.iter().map(|id| id.as_str()).collect();
        format!("known contracts are {}", known.join(", "))
    })
}

/// What is judged, and what it rests on.
struct Input {
    stack: Stack,
    sources: Option<SourceTree>,
    contracts: Contracts,
    inputs: InputDigests,
}

pub(crate) fn run(args: &CheckArgs, term: &Term) -> anyhow::Result<Exit> {
    let input = read(args, term)?;
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
    if !args.no_records {
        let folder =
            args.records.clone().map_or_else(|| source::cache_dir().map(|dir| dir.join("runs")), Ok)?;
        let kept = write_records(&folder, &run.id, &records)?;
        term.note(&format!("records of this run: {}", kept.display()));
    }
    let as_of = args.as_of.unwrap_or_else(today);
    let summary = Summary::new(&records, &input.contracts.waivers, as_of);
    let texts = texts(&input);
    let find = |file: &str| texts.get(file).map(|text| text.content.as_str());
    let cx = Context {
        harness: env!("CARGO_PKG_VERSION"),
        run: &run.id,
        only: &run.clusters,
        inputs: &run.inputs,
        clusters: input.stack.clusters().len(),
        stages: input.stack.stages.len(),
        objects: input.stack.objects().count(),
        source: &find,
    };
    let text = match args.format {
        Format::Human => human(&summary, &cx, term.color()),
        Format::Json => json(&summary, &cx),
        Format::Junit => junit(&summary, &cx),
        Format::Sarif => sarif(&summary, &cx),
        Format::Github => github(&summary, &cx),
    };
    term.result(&text).context("cannot write the result to stdout")?;
    Ok(summary.exit)
}

fn read(args: &CheckArgs, term: &Term) -> anyhow::Result<Input> {
    if let Some(folder) = &args.rendered {
        let sources = args.render.tree.as_deref().map(SourceTree::read).transpose()?;
        let contracts = load_contracts(&contracts_dir(args)?)?;
        let stack = Stack::read(folder)?;
        let inputs = InputDigests {
            render: stack.digest(),
            tree: sources.as_ref().map(SourceTree::digest),
            contracts: contracts.digest(),
            tools: Vec::new(),
            charts: stand_in_definitions(&stack),
        };
        return Ok(Input { stack, sources, contracts, inputs });
    }
    let contracts = load_contracts(&contracts_dir(args)?)?;
    let prepared = source::prepare(&args.render, term)?;
    let inputs = InputDigests {
        render: prepared.stack.digest(),
        tree: Some(prepared.tree.digest()),
        contracts: contracts.digest(),
        tools: prepared.tools,
        charts: prepared.charts,
    };
    Ok(Input { stack: prepared.stack, sources: Some(prepared.tree), contracts, inputs })
}

/// What a render that someone else made says of stand-ins: their definitions are marked, so the
/// mark survives the folder that it came in.
fn stand_in_definitions(stack: &Stack) -> Vec<ChartUse> {
    let mut groups: BTreeMap<&str, Hasher> = BTreeMap::new();
    for definition in stack.of_kind("CustomResourceDefinition") {
        if definition.annotation("conform/stand-in") == Some("true") {
            let group = definition.node.dig_str(&["spec", "group"]).unwrap_or_default();
            groups.entry(group).or_default().part(definition.node.to_json().to_string().as_bytes());
        }
    }
    groups
        .into_iter()
        .map(|(group, hasher)| ChartUse {
            name: format!("the chart that defines {group}"),
            version: "(not known)".to_owned(),
            digest: hasher.finish(),
            stand_in: true,
        })
        .collect()
}

fn contracts_dir(args: &CheckArgs) -> anyhow::Result<PathBuf> {
    match &args.contracts {
        Some(folder) => Ok(folder.clone()),
        None => Ok(source::tree_dir(&args.render)?
            .parent()
            .map(|parent| parent.join("contracts"))
            .unwrap_or_default()),
    }
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

fn texts(input: &Input) -> BTreeMap<&str, &Text> {
    let mut texts = input.stack.texts();
    texts.extend(input.contracts.texts().map(|text| (text.file.as_str(), text)));
    let sources = input.sources.iter().flat_map(SourceTree::texts);
    texts.extend(sources.map(|text| (text.file.as_str(), &**text)));
    texts
}

#[expect(clippy::disallowed_methods, reason = "the default of --as-of")]
fn today() -> Date {
    Zoned::now().date()
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
