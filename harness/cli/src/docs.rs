use std::{fs, path::PathBuf};

use anyhow::Context as _;
use clap::Args;
use conform_checks::CLAUSES;
use conform_model::Exit;
use conform_report::clauses_document;

use crate::term::Term;

/// Write the generated documents, or check that they are current.
#[derive(Debug, Args)]
pub(crate) struct DocsArgs {
    /// Write nothing; fail if a document differs from what would be written
    #[arg(long)]
    check: bool,
    /// Folder of documents
    #[arg(long, value_name = "DIR", default_value = "docs")]
    docs: PathBuf,
}

pub(crate) fn run(args: &DocsArgs, term: &Term) -> anyhow::Result<Exit> {
    let path = args.docs.join("CLAUSES.md");
    let text = clauses_document(CLAUSES);
    if args.check {
        let current = fs::read_to_string(&path)
            .with_context(|| format!("cannot read {}; `conform docs` writes it", path.display()))?;
        if current != text {
            term.error(&format!("error: {} is stale; run `conform docs` and commit it", path.display()));
            return Ok(Exit::Fails);
        }
        term.note(&format!("{} is current", path.display()));
        return Ok(Exit::Holds);
    }
    fs::write(&path, text).with_context(|| format!("cannot write {}", path.display()))?;
    term.note(&format!("wrote {}", path.display()));
    Ok(Exit::Holds)
}
