#![expect(clippy::disallowed_methods, reason = "looks for the tree from where the program was started")]

use std::{
    env, fmt,
    path::{Path, PathBuf},
};

use clap::Args;
use conform_manifest::{
    Cache, ChartOptions, ChosenChart, Interrupt, Rendered, Renderer, SourceTree, Stack, Tools, charts,
    render::StageKey, tools::Wanted,
};
use conform_model::{ChartUse, ToolUse};

use crate::term::Term;

/// What every verb that renders takes.
#[derive(Debug, Clone, Default, Args)]
pub(crate) struct RenderArgs {
    /// The Kustomize tree [default: deploy/ here or above, or that of the checkout the program lies in]
    #[arg(long, value_name = "DIR")]
    pub(crate) tree: Option<PathBuf>,
    /// Take charts from this folder of <name>-<version>/<name> or <name>
    #[arg(long, value_name = "DIR")]
    pub(crate) chart_home: Option<PathBuf>,
    /// Take stand-in charts from this folder [default: fixtures/charts/ beside the tree]
    #[arg(long, value_name = "DIR")]
    pub(crate) stand_ins: Option<PathBuf>,
    /// Refuse stand-in charts
    #[arg(long)]
    pub(crate) no_stand_ins: bool,
    #[arg(
        long,
        value_name = "PATH",
        help = "A kustomize, or a kubectl whose `kubectl kustomize` is used [env: CONFORM_KUSTOMIZE]"
    )]
    pub(crate) kustomize: Option<PathBuf>,
    #[arg(long, value_name = "PATH", help = "A helm [env: CONFORM_HELM]")]
    pub(crate) helm: Option<PathBuf>,
    /// Never start a package client: use only tools that are there
    #[arg(long)]
    pub(crate) offline: bool,
}

/// The command line asks for something that is not there; the exit code says so.
#[derive(Debug)]
pub(crate) struct Usage(pub(crate) String);

impl fmt::Display for Usage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for Usage {}

/// A mistake of the command line, as an error that leads to exit code 2.
pub(crate) fn usage(message: impl Into<String>) -> anyhow::Error {
    Usage(message.into()).into()
}

/// A rendered tree and what it rests on.
#[derive(Debug)]
pub(crate) struct Prepared {
    /// The sources.
    pub(crate) tree: SourceTree,
    /// Every object of every stage.
    pub(crate) stack: Stack,
    /// The tools that rendered.
    pub(crate) tools: Vec<ToolUse>,
    /// The charts that were inflated.
    pub(crate) charts: Vec<ChartUse>,
}

/// The folder of the cache that keeps records.
pub(crate) fn runs_dir() -> anyhow::Result<PathBuf> {
    Ok(Cache::from_env()?.root().join("runs"))
}

/// The folder of the tree.
pub(crate) fn tree_dir(args: &RenderArgs) -> anyhow::Result<PathBuf> {
    if let Some(tree) = &args.tree {
        if !tree.join("overlays").is_dir() {
            return Err(usage(format!(
                "--tree {}: no folder overlays/ in it; give the folder that is called deploy/ in the repository",
                tree.display()
            )));
        }
        return Ok(std::path::absolute(tree)?);
    }
    let above = |start: &Path| {
        start.ancestors().map(|folder| folder.join("deploy")).find(|tree| tree.join("overlays").is_dir())
    };
    env::current_dir()
        .ok()
        .and_then(|here| above(&here))
        .or_else(|| env::current_exe().ok().and_then(|program| above(&program)))
        .ok_or_else(|| usage("no deploy/overlays/ here or above; name the tree by --tree DIR"))
}

/// A folder beside the tree.
pub(crate) fn beside_the_tree(args: &RenderArgs, name: &str) -> anyhow::Result<PathBuf> {
    Ok(tree_dir(args)?.parent().unwrap_or(Path::new("")).join(name))
}

/// Everything that a render needs, found and chosen.
#[derive(Debug)]
pub(crate) struct Workshop {
    /// The sources.
    pub(crate) tree: SourceTree,
    /// kustomize and helm.
    pub(crate) tools: Tools,
    /// The charts.
    pub(crate) charts: Vec<ChosenChart>,
    /// Where renders are kept.
    pub(crate) cache: Cache,
    /// Whether the user wants to stop.
    pub(crate) interrupt: Interrupt,
}

impl Workshop {
    /// Reads the tree, chooses its charts, finds the tools.
    pub(crate) fn open(args: &RenderArgs, term: &Term) -> anyhow::Result<Self> {
        let cache = Cache::from_env()?;
        let interrupt = Interrupt::install()?;
        let tree = SourceTree::read(&tree_dir(args)?)?;
        // Charts first: they are at hand or not at once, while tools may have to be installed.
        let charts = charts::choose(&charts::entries(&tree)?, &chart_options(args, &tree.root)?, &cache)?;
        let tools = find_tools(args, &cache, &interrupt, term)?;
        Ok(Self { tree, tools, charts, cache, interrupt })
    }

    /// Renders some stages, or all; says beforehand what the render rests on.
    pub(crate) fn render(&self, stages: Option<&[StageKey]>, term: &Term) -> anyhow::Result<Rendered> {
        term.note(&basis(&self.tools.usage(), &self.usage()));
        let _guard = self.interrupt.guard();
        let renderer = Renderer {
            tree: &self.tree,
            tools: &self.tools,
            charts: &self.charts,
            cache: &self.cache,
            interrupt: &self.interrupt,
            say: &|text| term.note(text),
        };
        let rendered = renderer.render(stages)?;
        for warning in &rendered.warnings {
            term.note(&format!("warning: {warning}"));
        }
        Ok(rendered)
    }

    /// What records say about the charts.
    pub(crate) fn usage(&self) -> Vec<ChartUse> {
        self.charts.iter().map(ChosenChart::usage).collect()
    }
}

/// Renders the whole tree and reads it.
pub(crate) fn prepare(args: &RenderArgs, term: &Term) -> anyhow::Result<Prepared> {
    let shop = Workshop::open(args, term)?;
    let rendered = shop.render(None, term)?;
    let stack = rendered.stack()?;
    Ok(Prepared { stack, tools: shop.tools.usage(), charts: shop.usage(), tree: shop.tree })
}

/// Finds kustomize and helm; what was found and not taken is said.
pub(crate) fn find_tools(
    args: &RenderArgs,
    cache: &Cache,
    interrupt: &Interrupt,
    term: &Term,
) -> anyhow::Result<Tools> {
    let wanted = Wanted { kustomize: args.kustomize.clone(), helm: args.helm.clone(), offline: args.offline };
    let _guard = interrupt.guard();
    let tools = wanted.find(cache, interrupt, &|text| term.note(text))?;
    for note in &tools.notes {
        term.note(&format!("note: {note}"));
    }
    Ok(tools)
}

/// Where charts may come from, by the command line.
pub(crate) fn chart_options(args: &RenderArgs, tree: &Path) -> anyhow::Result<ChartOptions> {
    for (flag, folder) in [("--chart-home", &args.chart_home), ("--stand-ins", &args.stand_ins)] {
        if let Some(folder) = folder
            && !folder.is_dir()
        {
            return Err(usage(format!("{flag} {}: no such folder", folder.display())));
        }
    }
    let beside = tree.parent().map(|parent| parent.join("fixtures/charts")).filter(|folder| folder.is_dir());
    Ok(ChartOptions {
        home: args.chart_home.clone(),
        stand_ins: args.stand_ins.clone().or(beside),
        no_stand_ins: args.no_stand_ins,
        no_cache: false,
    })
}

/// One line on what a render rests on; stand-ins come first, because they weigh most.
pub(crate) fn basis(tools: &[ToolUse], charts: &[ChartUse]) -> String {
    let names = |stand_in: bool| {
        let list: Vec<String> = charts
            .iter()
            .filter(|chart| chart.stand_in == stand_in)
            .map(|chart| format!("{} {}", chart.name, chart.version))
            .collect();
        list.join(", ")
    };
    let mut parts = Vec::new();
    if charts.iter().any(|chart| chart.stand_in) {
        parts.push(format!("STAND-IN charts {}", names(true)));
    }
    if charts.iter().any(|chart| !chart.stand_in) {
        parts.push(format!("charts {}", names(false)));
    }
    parts.extend(tools.iter().map(|tool| format!("{} {}", tool.name, tool.version)));
    format!("rests on {}", parts.join("; "))
}
