//! Programs that trials start, and what they say aloud.

use std::{
    path::{Path, PathBuf},
    process::{Command, Output},
};

use libtest_mimic::Failed;

/// A program to be started in a folder of the repository.
#[expect(clippy::disallowed_methods, reason = "the repository's own tests are programs")]
pub(crate) fn program(path: impl AsRef<Path>, folder: &Path) -> Command {
    let mut command = Command::new(path.as_ref());
    command.current_dir(folder);
    command
}

/// The place of a program on `PATH`, if it is there.
#[expect(clippy::disallowed_methods, reason = "whether a program is there decides whether it is run")]
pub(crate) fn on_path(name: &str) -> Option<PathBuf> {
    std::env::split_paths(&std::env::var_os("PATH")?)
        .map(|folder| folder.join(name))
        .find(|path| path.is_file())
}

/// Runs a program to its end.
pub(crate) fn run(command: &mut Command) -> Result<Output, Failed> {
    command
        .output()
        .map_err(|error| Failed::from(format!("cannot start {}: {error}", command.get_program().display())))
}

/// What a program said, for the message of a failure.
pub(crate) fn said(output: &Output) -> String {
    format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr))
}

/// Says that a part of a trial was left out. The trial passes: one that were ignored at run time
/// would be counted differently by cargo and nextest.
#[expect(clippy::print_stderr, reason = "what is left out is said aloud")]
pub(crate) fn left_out(what: &str) {
    eprintln!("left out: {what}");
}
