use std::io::{self, Write};

use clap::ValueEnum;

/// When to colour.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum ColorChoice {
    /// On a terminal, unless `NO_COLOR` is set.
    #[default]
    Auto,
    /// Always.
    Always,
    /// Never.
    Never,
}

/// The terminal: results go to stdout, talk goes to stderr.
#[derive(Debug)]
pub(crate) struct Term {
    quiet: bool,
    color: bool,
}

impl Term {
    /// Decides once about colour: the flag, then the environment, then whether stdout is a terminal.
    pub(crate) fn new(color: ColorChoice, quiet: bool) -> Self {
        let color = match color {
            ColorChoice::Always => true,
            ColorChoice::Never => false,
            ColorChoice::Auto => anstream::AutoStream::choice(&io::stdout()) != anstream::ColorChoice::Never,
        };
        Self { quiet, color }
    }

    /// Whether results are coloured.
    pub(crate) fn color(&self) -> bool {
        self.color
    }

    /// Writes a result to stdout.
    ///
    /// A reader that went away (`conform check | head`) ends the output, not the run.
    pub(crate) fn result(&self, text: &str) -> io::Result<()> {
        match io::stdout().lock().write_all(text.as_bytes()) {
            Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
            outcome => outcome,
        }
    }

    /// Says on stderr what is going on. A closed stderr is no reason to stop.
    pub(crate) fn note(&self, text: &str) {
        if !self.quiet {
            let _closed = writeln!(io::stderr().lock(), "{text}");
        }
    }

    /// Says on stderr what went wrong, quiet or not.
    pub(crate) fn error(&self, text: &str) {
        let _closed = writeln!(io::stderr().lock(), "{text}");
    }
}
