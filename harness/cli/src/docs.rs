use std::{fs, path::PathBuf};

use anyhow::Context as _;
use clap::Args;
use conform_checks::CLAUSES;
use conform_model::Exit;
use conform_report::{clauses_document, seed_errors_document};

use crate::{registry::RegistryArgs, term::Term};

/// Write the generated documents, or check that they are current.
#[derive(Debug, Args)]
pub(crate) struct DocsArgs {
    /// Write nothing; fail if a document differs from what would be written
    #[arg(long)]
    check: bool,
    /// Folder of documents
    #[arg(long, value_name = "DIR", default_value = "docs")]
    docs: PathBuf,
    #[command(flatten)]
    registry: RegistryArgs,
}

pub(crate) fn run(args: &DocsArgs, term: &Term) -> anyhow::Result<Exit> {
    let registry = args.registry.read()?;
    let fixtures = |id: &str| registry.fixtures(id).iter().map(String::as_str).collect();
    let documents = [
        ("CLAUSES.md", clauses_document(CLAUSES)),
        ("SEED-ERRORS.md", seed_errors_document(&registry.contracts.seed_errors, &fixtures)),
    ];
    let mut exit = Exit::Holds;
    for (name, text) in documents {
        let path = args.docs.join(name);
        if args.check {
            let current = fs::read_to_string(&path)
                .with_context(|| format!("cannot read {}; `conform docs` writes it", path.display()))?;
            if current == text {
                term.note(&format!("{} is current", path.display()));
            } else {
                term.error(&format!("error: {} is stale; run `conform docs` and commit it", path.display()));
                exit = Exit::Fails;
            }
            continue;
        }
        fs::write(&path, text).with_context(|| format!("cannot write {}", path.display()))?;
        term.note(&format!("wrote {}", path.display()));
    }
    Ok(exit)
}
