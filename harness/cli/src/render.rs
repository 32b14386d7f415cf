use std::{
    io::Write as _,
    path::{Path, PathBuf},
};

use anyhow::Context as _;
use clap::Args;
use conform_manifest::{SourceTree, render::StageKey};
use conform_model::{ClusterId, Exit};

use crate::{
    source::{RenderArgs, Workshop, usage},
    term::Term,
};

/// Render the tree into a folder, as <overlay>/<stage>.yaml
#[derive(Debug, Args)]
pub(crate) struct RenderVerbArgs {
    #[command(flatten)]
    render: RenderArgs,
    /// Where to write
    #[arg(long, value_name = "DIR")]
    out: PathBuf,
    /// Render only this cluster, by id or number (repeatable)
    #[arg(long, value_name = "CLUSTER")]
    cluster: Vec<String>,
    /// Render only this stage, such as 50-kps (repeatable)
    #[arg(long, value_name = "STAGE")]
    stage: Vec<String>,
}

pub(crate) fn run(args: &RenderVerbArgs, term: &Term) -> anyhow::Result<Exit> {
    // A folder that cannot be written is found out before the work, not after it.
    writable(&args.out)?;
    let shop = Workshop::open(&args.render, term)?;
    let selected = select(&shop.tree, &args.cluster, &args.stage)?;
    let all = selected.len() == shop.tree.stages().len();
    let rendered = shop.render((!all).then_some(&selected[..]), term)?;
    for stage in &rendered.stages {
        let text = rendered.text(stage).context("cannot read the render in the cache")?;
        write(&args.out.join(&stage.0), &format!("{}.yaml", stage.1), &text)?;
    }
    let from = if rendered.cached { " (from the cache)" } else { "" };
    term.note(&format!("{} stages in {}{from}", rendered.stages.len(), args.out.display()));
    Ok(Exit::Holds)
}

/// The stages of the clusters and names given; everything where nothing is given.
fn select(tree: &SourceTree, clusters: &[String], names: &[String]) -> anyhow::Result<Vec<StageKey>> {
    let stages = tree.stages();
    let is = |overlay: &str, cluster: &str| {
        let id = overlay.strip_prefix("cluster-").and_then(|id| ClusterId::parse(id).ok());
        overlay == cluster || id.is_some_and(|id| id.as_str() == cluster || id.number() == cluster)
    };
    for cluster in clusters {
        if !stages.iter().any(|(overlay, _)| is(overlay, cluster)) {
            let known = list(stages.iter().map(|(overlay, _)| overlay.trim_start_matches("cluster-")));
            return Err(usage(format!("--cluster {cluster}: the tree has no such overlay; it has {known}")));
        }
    }
    for name in names {
        if !stages.iter().any(|(_, stage)| stage == name) {
            let known = list(stages.iter().map(|(_, stage)| stage.as_str()));
            return Err(usage(format!("--stage {name}: the tree has no such stage; it has {known}")));
        }
    }
    let selected: Vec<StageKey> = stages
        .into_iter()
        .filter(|(overlay, _)| clusters.is_empty() || clusters.iter().any(|cluster| is(overlay, cluster)))
        .filter(|(_, stage)| names.is_empty() || names.contains(stage))
        .collect();
    if selected.is_empty() {
        return Err(usage("none of these clusters has one of these stages"));
    }
    Ok(selected)
}

fn list<'a>(names: impl Iterator<Item = &'a str>) -> String {
    let mut names: Vec<&str> = names.collect();
    names.sort_unstable();
    names.dedup();
    names.join(", ")
}

fn writable(out: &Path) -> anyhow::Result<()> {
    let failed = || format!("cannot write to {}; name a folder that can be written by --out", out.display());
    std::fs::create_dir_all(out).with_context(failed)?;
    tempfile::tempfile_in(out).with_context(failed)?;
    Ok(())
}

/// Writes a file so that it is either whole or not there.
fn write(folder: &Path, name: &str, content: &[u8]) -> anyhow::Result<()> {
    let path = folder.join(name);
    let failed =
        || format!("cannot write {}; free some space, or name another folder by --out", path.display());
    std::fs::create_dir_all(folder).with_context(failed)?;
    let mut file = tempfile::Builder::new()
        .permissions(std::os::unix::fs::PermissionsExt::from_mode(0o644))
        .tempfile_in(folder)
        .with_context(failed)?;
    file.write_all(content).with_context(failed)?;
    file.persist(&path).with_context(failed)?;
    Ok(())
}
