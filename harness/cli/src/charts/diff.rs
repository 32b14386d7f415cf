use std::{fmt::Write as _, fs, path::PathBuf};

use anyhow::Context as _;
use clap::Args;
use conform_manifest::{
    ChartOptions, ChosenChart, SourceTree,
    charts::{self, Change, Difference, Ignore, UnknownKey, compare, unknown_keys},
};
use conform_model::Exit;
use serde_json::json;

use crate::{
    source::{self, RenderArgs, Workshop, usage},
    term::Term,
    tools::Listing,
};

/// The differences that are meant, among the stand-ins.
const KNOWN: &str = "known-differences.txt";
/// How much of a value is shown to people.
const SHOWN: usize = 160;

/// What to compare and what to leave out
#[derive(Debug, Args)]
pub(super) struct DiffArgs {
    #[command(flatten)]
    render: RenderArgs,
    /// Leave out a difference: [KIND[/NAME]:]/pointer with * for any step, or KIND[/NAME] (repeatable)
    #[arg(long, value_name = "PATTERN")]
    ignore: Vec<String>,
    /// A file of such patterns, one a line; # begins a comment [default: known-differences.txt among
    /// the stand-ins]
    #[arg(long, value_name = "FILE")]
    ignore_list: Option<PathBuf>,
    /// Show every difference, known or not
    #[arg(long, conflicts_with_all = ["ignore", "ignore_list"])]
    all: bool,
    /// How to write the result
    #[arg(long, value_enum, default_value_t)]
    format: Listing,
}

/// What came out.
struct Outcome {
    /// Charts of which both kinds are at hand.
    compared: Vec<String>,
    /// Charts of which only one kind is.
    left_out: Vec<String>,
    differences: Vec<Difference>,
    /// How many differences are left out because they are known.
    known: usize,
    unknown: Vec<UnknownKey>,
}

pub(super) fn run(args: &DiffArgs, term: &Term) -> anyhow::Result<Exit> {
    let ignore = patterns(args)?;
    let (own, real, mut outcome) = shops(args, term)?;
    term.note(&format!("comparing {}", outcome.compared.join(", ")));
    let first = own.render(None, term)?.stack()?;
    let second = real.render(None, term)?.stack()?;
    outcome.differences = compare(&first, &second, &ignore);
    outcome.known = compare(&first, &second, &[]).len() - outcome.differences.len();
    for entry in charts::entries(&real.tree)? {
        if let Some(chart) =
            real.charts.iter().find(|it| it.name == entry.name && it.version == entry.version)
            && !chart.stand_in
        {
            outcome.unknown.extend(unknown_keys(&real.tree, &entry, chart)?);
        }
    }
    let clean = outcome.differences.is_empty() && outcome.unknown.iter().all(|key| key.in_templates);
    term.result(&match args.format {
        Listing::Human => human(&outcome),
        Listing::Json => listing(&outcome),
    })?;
    Ok(if clean { Exit::Holds } else { Exit::Fails })
}

fn patterns(args: &DiffArgs) -> anyhow::Result<Vec<Ignore>> {
    if args.all {
        return Ok(Vec::new());
    }
    let mut lines = args.ignore.clone();
    let options = source::chart_options(&args.render, &source::tree_dir(&args.render)?)?;
    let beside = options.stand_ins.map(|folder| folder.join(KNOWN)).filter(|file| file.is_file());
    if let Some(file) = args.ignore_list.as_ref().or(beside.as_ref()) {
        let content = fs::read_to_string(file)
            .map_err(|error| usage(format!("--ignore-list {}: {error}", file.display())))?;
        let content = content.lines().map(|line| line.split(" #").next().unwrap_or_default().trim());
        lines
            .extend(content.filter(|line| !line.is_empty() && !line.starts_with('#')).map(ToOwned::to_owned));
    }
    lines
        .iter()
        .map(|line| Ignore::parse(line).ok_or_else(|| usage(format!("`{line}` is no pattern; see --help"))))
        .collect()
}

/// Two workshops over one tree: one with stand-ins, one with the real charts.
///
/// A chart of which only one kind is at hand is the same on both sides, and said to be left out.
fn shops(args: &DiffArgs, term: &Term) -> anyhow::Result<(Workshop, Workshop, Outcome)> {
    let mut real = Workshop::open(&args.render, term)?;
    let mut own_args = args.render.clone();
    own_args.chart_home = None;
    own_args.no_stand_ins = false;
    let options = source::chart_options(&own_args, &real.tree.root)?;
    let only_own = ChartOptions { no_cache: true, ..options };
    let mut own_charts = Vec::new();
    let mut outcome = Outcome {
        compared: Vec::new(),
        left_out: Vec::new(),
        differences: Vec::new(),
        known: 0,
        unknown: Vec::new(),
    };
    let entries = charts::entries(&real.tree)?;
    for chart in &real.charts {
        let mine: Vec<_> = entries
            .iter()
            .filter(|it| it.name == chart.name && it.version == chart.version)
            .cloned()
            .collect();
        let stand_in = charts::choose(&mine, &only_own, &real.cache).unwrap_or_default().pop();
        if let Some(stand_in) = stand_in.filter(|stand_in| stand_in.stand_in && !chart.stand_in) {
            outcome.compared.push(chart.title());
            own_charts.push(stand_in);
        } else {
            outcome.left_out.push(chart.title());
            own_charts.push(chart.clone());
        }
    }
    if outcome.compared.is_empty() {
        anyhow::bail!(
            "nothing to compare: for no chart are both the real one and a stand-in at hand; give a folder of real \
             charts by --chart-home, or fill the cache by `conform charts pull`"
        );
    }
    let own = Workshop {
        tree: SourceTree::read(&real.tree.root).context("cannot read the tree a second time")?,
        tools: real.tools.clone(),
        charts: own_charts,
        cache: real.cache.clone(),
        interrupt: real.interrupt.clone(),
    };
    real.charts.sort_by_key(ChosenChart::title);
    Ok((own, real, outcome))
}

fn human(outcome: &Outcome) -> String {
    let mut text = String::new();
    // Writing to a String cannot fail.
    let mut line = |content: std::fmt::Arguments<'_>| {
        let _ok = text.write_fmt(content);
        text.push('\n');
    };
    let mut last = String::new();
    for difference in &outcome.differences {
        let clusters = difference.clusters.join(", ");
        let head = format!("{}  {}  ({clusters})", difference.stage, difference.object);
        if head != last {
            line(format_args!("{head}"));
            last = head;
        }
        match &difference.change {
            Change::Missing => line(format_args!("  only the real chart renders it")),
            Change::Extra => line(format_args!("  only the stand-in renders it")),
            Change::Differs { pointer, first, second } => {
                line(format_args!("  {pointer}"));
                line(format_args!("    stand-in  {}", shown(first.as_deref())));
                line(format_args!("    real      {}", shown(second.as_deref())));
            }
        }
    }
    let (certain, perhaps): (Vec<_>, Vec<_>) = outcome.unknown.iter().partition(|key| !key.in_templates);
    for key in &certain {
        let at = &key.location;
        line(format_args!("{}:{}: {} does not know the value {}", at.file, at.line, key.chart, key.pointer));
    }
    for key in &perhaps {
        let at = &key.location;
        line(format_args!(
            "{}:{}: {} has no default for {}, but a template reads a key of that name",
            at.file, at.line, key.chart, key.pointer
        ));
    }
    line(format_args!("compared: {}", outcome.compared.join(", ")));
    if !outcome.left_out.is_empty() {
        line(format_args!("NOT compared, not both kinds at hand: {}", outcome.left_out.join(", ")));
    }
    line(format_args!(
        "{} differences beside {} known ones, {} unknown values, {} values known to templates alone",
        outcome.differences.len(),
        outcome.known,
        certain.len(),
        perhaps.len()
    ));
    text
}

fn shown(value: Option<&str>) -> String {
    let Some(value) = value else { return "nothing".to_owned() };
    if value.chars().count() <= SHOWN {
        return value.to_owned();
    }
    let cut: String = value.chars().take(SHOWN).collect();
    format!("{cut}… ({} characters)", value.chars().count())
}

fn listing(outcome: &Outcome) -> String {
    let unknown: Vec<_> = outcome
        .unknown
        .iter()
        .map(|key| {
            json!({
                "chart": key.chart,
                "file": key.location.file,
                "line": key.location.line,
                "pointer": key.pointer,
                "in_templates": key.in_templates,
            })
        })
        .collect();
    let all = json!({
        "version": 1,
        "compared": outcome.compared,
        "left_out": outcome.left_out,
        "differences": outcome.differences,
        "known": outcome.known,
        "unknown_values": unknown,
    });
    format!("{all:#}\n")
}
