use std::{fs, path::PathBuf};

use anyhow::Context as _;
use clap::{Args, Command};
use clap_complete::Shell;
use conform_model::Exit;

use crate::term::Term;

/// Write the completions of a shell to stdout
#[derive(Debug, Args)]
pub(crate) struct CompletionsArgs {
    /// The shell
    #[arg(value_enum)]
    shell: Shell,
}

/// Write the manual page to stdout, or a page per verb into a folder
#[derive(Debug, Args)]
pub(crate) struct ManArgs {
    /// Write conform.1 and conform-VERB.1 into this folder
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
}

pub(crate) fn completions(args: &CompletionsArgs, mut command: Command, term: &Term) -> anyhow::Result<Exit> {
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut command, "conform", &mut script);
    let script = String::from_utf8(script).context("the completions are no text")?;
    term.result(&script)?;
    Ok(Exit::Holds)
}

pub(crate) fn man(args: &ManArgs, command: Command, term: &Term) -> anyhow::Result<Exit> {
    let Some(folder) = &args.out else {
        let mut page = Vec::new();
        clap_mangen::Man::new(command).render(&mut page)?;
        term.result(&String::from_utf8(page).context("the manual page is no text")?)?;
        return Ok(Exit::Holds);
    };
    let write = || format!("cannot write into {}", folder.display());
    fs::create_dir_all(folder).with_context(write)?;
    clap_mangen::generate_to(command, folder).with_context(write)?;
    term.note(&format!("wrote the manual pages into {}", folder.display()));
    Ok(Exit::Holds)
}
