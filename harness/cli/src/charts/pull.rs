use std::{fs, io::Write as _, path::Path};

use anyhow::Context as _;
use clap::Args;
use conform_manifest::{
    Cache, Interrupt, SourceTree,
    charts::{self, ChartLock, Pulled, Puller},
    yaml::Text,
};
use conform_model::Exit;

use crate::{
    source::{self, RenderArgs},
    term::Term,
};

const LOCK: &str = "charts.lock.yaml";

/// Where to pull from is written in the tree
#[derive(Debug, Args)]
pub(super) struct PullArgs {
    /// The Kustomize tree
    #[arg(long, value_name = "DIR")]
    tree: Option<std::path::PathBuf>,
    #[arg(long, value_name = "PATH", help = "A helm [env: CONFORM_HELM]")]
    helm: Option<std::path::PathBuf>,
    /// Take charts that charts.lock.yaml does not list yet, and add their digests to it
    #[arg(long)]
    lock: bool,
}

pub(super) fn run(args: &PullArgs, term: &Term) -> anyhow::Result<Exit> {
    let cache = Cache::from_env()?;
    let interrupt = Interrupt::install()?;
    let wanted = RenderArgs { tree: args.tree.clone(), helm: args.helm.clone(), ..RenderArgs::default() };
    let tree = SourceTree::read(&source::tree_dir(&wanted)?)?;
    let entries = charts::entries(&tree)?;
    let mut lock = match tree.text(&format!("deploy/{LOCK}")) {
        Some(text) => ChartLock::parse(text)?,
        None => ChartLock::default(),
    };
    let tools = source::find_tools(&wanted, &cache, &interrupt, term)?;
    let _guard = interrupt.guard();
    let mut done: Vec<String> = Vec::new();
    let mut failed = 0_usize;
    let mut fresh = false;
    for entry in &entries {
        if done.contains(&entry.title()) {
            continue;
        }
        done.push(entry.title());
        let puller = Puller {
            helm: &tools.helm,
            cache: &cache,
            lock: &lock,
            trust_new: args.lock,
            interrupt: &interrupt,
            say: &|text| term.note(text),
        };
        match puller.pull(entry) {
            Ok(Pulled::Present) => term.result(&format!("{}: in the cache already\n", entry.title()))?,
            Ok(Pulled::Fetched { archive }) => {
                term.result(&format!("{}: {archive}\n", entry.title()))?;
                if lock.digest(&entry.name, &entry.version).is_none() {
                    lock.set(&entry.name, &entry.version, &archive);
                    fresh = true;
                }
            }
            Err(charts::ChartError::Interrupted) => return Err(charts::ChartError::Interrupted.into()),
            Err(error) => {
                failed += 1;
                term.error(&format!("error: {:#}", anyhow::Error::from(error)));
            }
        }
    }
    if fresh {
        write_lock(&tree.root, &lock)?;
        term.note(&format!("digests added to {LOCK}; look at them and commit them"));
    }
    if done.is_empty() {
        term.note("the tree names no chart");
        return Ok(Exit::NothingSelected);
    }
    Ok(if failed == 0 { Exit::Holds } else { Exit::Broken })
}

/// Writes the entries anew and keeps the comment above them.
fn write_lock(tree: &Path, lock: &ChartLock) -> anyhow::Result<()> {
    let path = tree.join(LOCK);
    let failed = || format!("cannot write {}", path.display());
    let old = fs::read_to_string(&path).unwrap_or_default();
    let comment: String = old.split_inclusive('\n').take_while(|line| line.starts_with('#')).collect();
    let text = Text::new(LOCK, format!("{comment}{}", lock.to_yaml()));
    let mut file = tempfile::Builder::new()
        .permissions(std::os::unix::fs::PermissionsExt::from_mode(0o644))
        .tempfile_in(tree)
        .with_context(failed)?;
    file.write_all(text.content.as_bytes()).with_context(failed)?;
    file.persist(&path).with_context(failed)?;
    Ok(())
}
