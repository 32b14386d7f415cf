//! `conform report`: what the records of a run come to.

use std::path::PathBuf;

use anyhow::Context as _;
use clap::{Args, ValueEnum};
use conform_checks::CLAUSES;
use conform_engine::{last_run, load_contracts, read_run};
use conform_model::Exit;
use conform_report::{
    Context, Report, Summary, complete, junit, report_html, report_json, report_markdown, sarif,
};
use jiff::civil::Date;

use crate::{
    input::today,
    source::{self, RenderArgs},
    term::Term,
};

/// Write a report of a run from its records.
#[derive(Debug, Args)]
pub(crate) struct ReportArgs {
    /// A folder of records, or of runs, of which the last counts [default: runs/ in the cache]
    #[arg(long, value_name = "DIR")]
    records: Option<PathBuf>,
    /// Folder of contracts [default: contracts/ beside the tree]
    #[arg(long, value_name = "DIR")]
    contracts: Option<PathBuf>,
    /// The Kustomize tree beside which the contracts lie [default: as `conform check` finds it]
    #[arg(long, value_name = "DIR", conflicts_with = "contracts")]
    tree: Option<PathBuf>,
    /// How to write the report
    #[arg(long, value_enum, default_value_t)]
    format: Format,
    /// Judge the expiry of waivers as of this day [default: today]
    #[arg(long, value_name = "YYYY-MM-DD")]
    as_of: Option<Date>,
}

/// The forms of a report.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
enum Format {
    /// Short, for a pull request
    #[default]
    Markdown,
    /// One page that needs nothing but itself
    Html,
    /// Versioned; see docs/schemas/report.schema.json
    Json,
    /// JUnit XML
    Junit,
    /// SARIF 2.1.0
    Sarif,
}

pub(crate) fn run(args: &ReportArgs, term: &Term) -> anyhow::Result<Exit> {
    let folder = args.records.clone().map_or_else(source::runs_dir, Ok)?;
    let Some(folder) = last_run(&folder)? else {
        term.error(&format!(
            "error: there is no record in {}; `conform check` leaves some",
            folder.display()
        ));
        return Ok(Exit::NothingSelected);
    };
    let contracts = match &args.contracts {
        Some(contracts) => contracts.clone(),
        None => source::beside_the_tree(
            &RenderArgs { tree: args.tree.clone(), ..RenderArgs::default() },
            "contracts",
        )?,
    };
    let contracts = load_contracts(&contracts)?;
    let kept = read_run(&folder)?;
    term.note(&format!("records of {}", folder.display()));
    let records = complete(kept.records, CLAUSES);
    let summary = Summary::new(&records, &contracts.waivers, args.as_of.unwrap_or_else(today));
    let harness = env!("CARGO_PKG_VERSION");
    let report = Report::new(harness, &records, &summary, &contracts, &kept.excerpts)
        .context("a run without records has no report")?;
    let cx = Context {
        harness,
        run: report.run(),
        inputs: report.inputs(),
        only: report.only(),
        source: &|_| None,
    };
    let text = match args.format {
        Format::Markdown => report_markdown(&report),
        Format::Html => report_html(&report),
        Format::Json => report_json(&report),
        Format::Junit => junit(&summary, &cx),
        Format::Sarif => sarif(&summary, &cx),
    };
    term.result(&text).context("cannot write the report to stdout")?;
    Ok(Exit::Holds)
}
