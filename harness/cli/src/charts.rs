mod diff;
mod pull;

use clap::{Args, Subcommand};
use conform_manifest::{Cache, ChosenChart, SourceTree, charts};
use conform_model::Exit;
use serde_json::json;

use crate::{
    source::{self, RenderArgs},
    term::Term,
    tools::Listing,
};

/// Show, pull and compare the charts that the tree names
#[derive(Debug, Args)]
#[command(args_conflicts_with_subcommands = true)]
pub(crate) struct ChartsArgs {
    #[command(subcommand)]
    verb: Option<ChartsVerb>,
    #[command(flatten)]
    show: ShowArgs,
}

#[derive(Debug, Subcommand)]
enum ChartsVerb {
    /// Show source, version and digest of each chart
    Show(ShowArgs),
    /// Pull the charts from the repositories that the tree names into the cache
    Pull(pull::PullArgs),
    /// Compare the renders over stand-ins with those over the real charts, and find unknown values
    Diff(diff::DiffArgs),
}

/// Which charts to show, and how
#[derive(Debug, Args)]
struct ShowArgs {
    #[command(flatten)]
    render: RenderArgs,
    /// How to write the result
    #[arg(long, value_enum, default_value_t)]
    format: Listing,
}

pub(crate) fn run(args: &ChartsArgs, term: &Term) -> anyhow::Result<Exit> {
    match &args.verb {
        None => show(&args.show, term),
        Some(ChartsVerb::Show(args)) => show(args, term),
        Some(ChartsVerb::Pull(args)) => pull::run(args, term),
        Some(ChartsVerb::Diff(args)) => diff::run(args, term),
    }
}

fn show(args: &ShowArgs, term: &Term) -> anyhow::Result<Exit> {
    let cache = Cache::from_env()?;
    let tree = SourceTree::read(&source::tree_dir(&args.render)?)?;
    let chosen =
        charts::choose(&charts::entries(&tree)?, &source::chart_options(&args.render, &tree.root)?, &cache)?;
    term.result(&match args.format {
        Listing::Human => human(&chosen),
        Listing::Json => listing(&chosen),
    })?;
    Ok(Exit::Holds)
}

fn human(chosen: &[ChosenChart]) -> String {
    let mut text = String::new();
    for chart in chosen {
        let stand_in = if chart.stand_in { "  STAND-IN" } else { "" };
        text.push_str(&format!(
            "{}{stand_in}\n  source  {}: {}\n  digest  {}\n",
            chart.title(),
            chart.source.as_str(),
            chart.path.display(),
            chart.digest,
        ));
    }
    text
}

fn listing(chosen: &[ChosenChart]) -> String {
    let charts: Vec<_> = chosen
        .iter()
        .map(|chart| {
            json!({
                "name": chart.name,
                "version": chart.version,
                "source": chart.source.as_str(),
                "folder": chart.path,
                "digest": chart.digest,
                "stand_in": chart.stand_in,
            })
        })
        .collect();
    format!("{:#}\n", json!({ "version": 1, "charts": charts }))
}
