use clap::{Args, ValueEnum};
use conform_manifest::{Cache, Interrupt, Tool, Tools, tools};
use conform_model::Exit;
use serde_json::json;

use crate::{
    source::{self, RenderArgs},
    term::Term,
};

/// Show kustomize and helm, where they are and why they are acceptable; install pinned ones if need be
#[derive(Debug, Args)]
pub(crate) struct ToolsArgs {
    #[arg(
        long,
        value_name = "PATH",
        help = "A kustomize, or a kubectl whose `kubectl kustomize` is used [env: CONFORM_KUSTOMIZE]"
    )]
    kustomize: Option<std::path::PathBuf>,
    #[arg(long, value_name = "PATH", help = "A helm [env: CONFORM_HELM]")]
    helm: Option<std::path::PathBuf>,
    /// Never start a package client: use only tools that are there
    #[arg(long)]
    offline: bool,
    /// Find or install promtool, too, which tests alert rules
    #[arg(long)]
    promtool: bool,
    /// How to write the result
    #[arg(long, value_enum, default_value_t)]
    format: Listing,
}

/// The forms of a listing.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum Listing {
    /// For people
    #[default]
    Human,
    /// For programs
    Json,
}

pub(crate) fn run(args: &ToolsArgs, term: &Term) -> anyhow::Result<Exit> {
    let cache = Cache::from_env()?;
    let interrupt = Interrupt::install()?;
    let wanted = RenderArgs {
        kustomize: args.kustomize.clone(),
        helm: args.helm.clone(),
        offline: args.offline,
        ..RenderArgs::default()
    };
    let Tools { kustomize, helm, .. } = source::find_tools(&wanted, &cache, &interrupt, term)?;
    let mut found = vec![kustomize, helm];
    if args.promtool {
        let _guard = interrupt.guard();
        found.push(tools::promtool(&cache, &interrupt, args.offline, &|text| term.note(text))?);
    }
    term.result(&match args.format {
        Listing::Human => human(&found, &cache),
        Listing::Json => listing(&found, &cache),
    })?;
    Ok(Exit::Holds)
}

fn human(found: &[Tool], cache: &Cache) -> String {
    let mut text = String::new();
    for tool in found {
        text.push_str(&format!(
            "{} {}\n  program     {}\n  found       {}\n  acceptable  {}\n  digest      {}\n",
            tool.name,
            tool.version,
            tool.path.display(),
            tool.found.as_str(),
            tool.why,
            tool.digest,
        ));
    }
    text.push_str(&format!("cache {}\n", cache.root().display()));
    text
}

fn listing(found: &[Tool], cache: &Cache) -> String {
    let tools: Vec<_> = found
        .iter()
        .map(|tool| {
            json!({
                "name": tool.name,
                "version": tool.version.to_string(),
                "program": tool.path,
                "found": tool.found.as_str(),
                "acceptable": tool.why,
                "digest": tool.digest,
            })
        })
        .collect();
    format!("{:#}\n", json!({ "version": 1, "cache": cache.root(), "tools": tools }))
}
