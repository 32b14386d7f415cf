use std::sync::OnceLock;

use conform_engine::{LoadError, load_contracts};
use conform_manifest::{
    Cache, CacheError, ChartError, ChartOptions, ChosenChart, Interrupt, RenderError, Renderer, SourceTree,
    ToolError, TreeError, charts, tools::Wanted,
};
use conform_model::InputDigests;
use conform_prove::Clean;
use jiff::civil::{Date, date};

use crate::repository;

/// The day on which the suites judge waivers, so that a test does not turn red over night.
pub const PINNED_DAY: Date = date(2026, 11, 22);

/// Why there is nothing to judge.
#[derive(Debug, thiserror::Error)]
pub enum ContextError {
    /// The contracts cannot be read.
    #[error(transparent)]
    Contracts(#[from] LoadError),
    /// The sources cannot be read.
    #[error(transparent)]
    Tree(#[from] TreeError),
    /// The charts are not at hand.
    #[error(transparent)]
    Charts(#[from] ChartError),
    /// kustomize or helm is not at hand.
    #[error(transparent)]
    Tools(#[from] ToolError),
    /// The cache cannot be used.
    #[error(transparent)]
    Cache(#[from] CacheError),
    /// The tree does not render.
    #[error(transparent)]
    Render(#[from] RenderError),
}

/// The repository's own stack over the stand-in charts: that of this process, made by the first trial
/// that needs it; never while listing.
pub fn context() -> Result<&'static Clean, String> {
    static CONTEXT: OnceLock<Result<Clean, String>> = OnceLock::new();
    CONTEXT.get_or_init(|| render().map_err(|error| chain(&error))).as_ref().map_err(Clone::clone)
}

fn chain(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut next = error.source();
    while let Some(cause) = next {
        text.push_str(&format!(": {cause}"));
        next = cause.source();
    }
    text
}

/// Reads and renders the repository. The render comes from the cache if nothing has changed.
///
/// Charts are always the stand-ins, whatever a cache holds: the suites judge one stack.
fn render() -> Result<Clean, ContextError> {
    let root = repository::root();
    let contracts = load_contracts(&root.join("contracts"))?;
    let sources = SourceTree::read(&root.join("deploy"))?;
    let cache = Cache::from_env()?;
    let interrupt = Interrupt::never();
    let stand_ins = ChartOptions { home: Some(root.join("fixtures/charts")), ..ChartOptions::default() };
    let charts = charts::choose(&charts::entries(&sources)?, &stand_ins, &cache)?;
    let tools = Wanted::default().find(&cache, &interrupt, &|_| ())?;
    let renderer = Renderer {
        tree: &sources,
        tools: &tools,
        charts: &charts,
        cache: &cache,
        interrupt: &interrupt,
        say: &|_| (),
    };
    let stack = renderer.render(None)?.stack()?;
    let inputs = InputDigests {
        render: stack.digest(),
        tree: Some(sources.digest()),
        contracts: contracts.digest(),
        tools: tools.usage(),
        charts: charts.iter().map(ChosenChart::usage).collect(),
    };
    Ok(Clean::new(contracts, stack, sources, inputs))
}
