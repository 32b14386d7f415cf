//! Shell scripts as clauses see them: commands with their words and places, not lines of text.
//!
//! Not an interpreter: conditions are not decided, so a trace holds every command that the script
//! may run, in the order in which it stands, functions unfolded where they are called.

mod read;
mod trace;

use conform_manifest::{SourceTree, yaml::Text};
use conform_model::{ContractId, Finding, Location, Span};

use crate::{Facts, Outcome};

pub(crate) use trace::Call;

/// A word of a command, quotes taken off.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Word {
    /// What it says; expansions stand in it as they are written.
    text: String,
    /// Whether a part is in single quotes or escaped, so that a `$` in it may be just that.
    literal: bool,
    /// Whether any part is quoted, so that it stays one word.
    quoted: bool,
    /// Where it stands.
    span: Span,
    /// The members, for `name=( … )`.
    members: Option<Vec<Word>>,
}

/// A simple command: words up to a separator.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Command {
    words: Vec<Word>,
    /// The function whose body it stands in.
    function: Option<String>,
}

/// A script, with the one that it sources.
#[derive(Debug)]
pub(crate) struct Script<'a> {
    texts: Vec<&'a Text>,
    /// Which text, and the command.
    commands: Vec<(usize, Command)>,
}

impl<'a> Script<'a> {
    /// Reads a script of the tree and the library beside it that it sources.
    pub(crate) fn open(sources: &'a SourceTree, file: &str) -> Option<Self> {
        let text: &Text = sources.text(file)?;
        let mut script = Script { texts: Vec::new(), commands: Vec::new() };
        let own = read::commands(&text.content);
        for command in &own {
            let words: Vec<&str> = command.words.iter().map(|word| word.text.as_str()).collect();
            let ["." | "source", library] = words.as_slice() else { continue };
            let (folder, _) = file.rsplit_once('/').unwrap_or_default();
            let name = library.rsplit('/').next().unwrap_or_default();
            if let Some(library) = sources.text(&format!("{folder}/{name}")) {
                script.add(library);
            }
        }
        script.add(text);
        Some(script)
    }

    fn add(&mut self, text: &'a Text) {
        let at = self.texts.len();
        self.texts.push(text);
        self.commands.extend(read::commands(&text.content).into_iter().map(|command| (at, command)));
    }

    /// Where the script begins.
    pub(crate) fn start(&self) -> Location {
        let text = self.texts[self.texts.len() - 1];
        let end = text.content.find('\n').unwrap_or(text.content.len());
        text.location(Span { start: 0, end: u32::try_from(end).unwrap_or_default() })
    }

    /// Every command that the script may run, in order, functions unfolded.
    pub(crate) fn trace(&self) -> Vec<Call> {
        trace::trace(self)
    }
}

/// Calls of a program with these words behind it, in this order, whatever options stand between.
pub(crate) fn calls<'c>(trace: &'c [Call], words: &[&str]) -> Vec<(usize, &'c Call)> {
    trace.iter().enumerate().filter(|(_, call)| call.is(words)).collect()
}

/// Opens a script that must be there and follows it; that it is missing is a finding.
pub(crate) fn traced<'a>(
    cx: &Facts<'a>,
    out: &mut Outcome,
    file: &str,
    contract: ContractId,
) -> Option<(Script<'a>, Vec<Call>)> {
    let Some(sources) = cx.sources else {
        out.block("the sources of the tree are not at hand");
        return None;
    };
    let Some(script) = Script::open(sources, file) else {
        let demanded = cx.contracts.get(contract).location.clone();
        out.fail(Finding::missing(format!("{file} is missing"), demanded).help("put the script back"));
        return None;
    };
    let trace = script.trace();
    Some((script, trace))
}
