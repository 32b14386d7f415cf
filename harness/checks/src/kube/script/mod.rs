//! Shell scripts as clauses see them: commands with their words and places, not lines of text.
//!
//! Not an interpreter: conditions are not decided, so a trace holds every command that the script
//! may run, in the order in which it stands, functions unfolded where they are called.

mod read;
mod trace;

use std::{
    collections::VecDeque,
    sync::{Arc, Mutex, PoisonError},
};

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

/// A script, with those that it sources.
#[derive(Debug)]
pub(crate) struct Script {
    texts: Vec<Arc<Text>>,
    /// Which text, and the command.
    commands: Vec<(usize, Command)>,
}

/// A script that was followed, and what it was read from.
struct Followed {
    own: Arc<Text>,
    libraries: Vec<(String, Option<Arc<Text>>)>,
    script: Arc<Script>,
    trace: Arc<[Call]>,
}

/// The scripts that were followed last. Many clauses ask for the same one, which says the same as
/// long as its text is the same.
static FOLLOWED: Mutex<VecDeque<Followed>> = Mutex::new(VecDeque::new());
/// More than a tree has scripts.
const KEPT: usize = 32;

impl Script {
    /// Reads and follows a script of the tree, with the libraries beside it that it sources.
    fn open(sources: &SourceTree, file: &str) -> Option<(Arc<Self>, Arc<[Call]>)> {
        let own = sources.text(file)?;
        let same = |left: &Arc<Text>, right: &Arc<Text>| Arc::ptr_eq(left, right);
        let mut followed = FOLLOWED.lock().unwrap_or_else(PoisonError::into_inner);
        let known = followed.iter().find(|known| {
            same(&known.own, own)
                && known.libraries.iter().all(|(file, text)| match (text, sources.text(file)) {
                    (Some(left), Some(right)) => same(left, right),
                    (left, right) => left.is_none() && right.is_none(),
                })
        });
        if let Some(known) = known {
            return Some((Arc::clone(&known.script), Arc::clone(&known.trace)));
        }
        let mut script = Self { texts: Vec::new(), commands: Vec::new() };
        let mut libraries = Vec::new();
        for command in &read::commands(&own.content) {
            let words: Vec<&str> = command.words.iter().map(|word| word.text.as_str()).collect();
            let ["." | "source", library] = words.as_slice() else { continue };
            let (folder, _) = file.rsplit_once('/').unwrap_or_default();
            let library = format!("{folder}/{}", library.rsplit('/').next().unwrap_or_default());
            let text = sources.text(&library);
            if let Some(text) = text {
                script.add(Arc::clone(text));
            }
            libraries.push((library, text.cloned()));
        }
        script.add(Arc::clone(own));
        let trace: Arc<[Call]> = script.trace().into();
        let script = Arc::new(script);
        followed.push_front(Followed {
            own: Arc::clone(own),
            libraries,
            script: Arc::clone(&script),
            trace: Arc::clone(&trace),
        });
        followed.truncate(KEPT);
        Some((script, trace))
    }

    fn add(&mut self, text: Arc<Text>) {
        let at = self.texts.len();
        self.commands.extend(read::commands(&text.content).into_iter().map(|command| (at, command)));
        self.texts.push(text);
    }

    /// Where the script begins.
    pub(crate) fn start(&self) -> Location {
        let text = &self.texts[self.texts.len() - 1];
        let end = text.content.find('\n').unwrap_or(text.content.len());
        text.location(Span { start: 0, end: u32::try_from(end).unwrap_or_default() })
    }

    /// Every command that the script may run, in order, functions unfolded.
    fn trace(&self) -> Vec<Call> {
        trace::trace(self)
    }
}

/// Calls of a program with these words behind it, in this order, whatever options stand between.
pub(crate) fn calls<'c>(trace: &'c [Call], words: &[&str]) -> Vec<(usize, &'c Call)> {
    trace.iter().enumerate().filter(|(_, call)| call.is(words)).collect()
}

/// Opens a script that must be there and follows it; that it is missing is a finding.
pub(crate) fn traced(
    cx: &Facts<'_>,
    out: &mut Outcome,
    file: &str,
    contract: ContractId,
) -> Option<(Arc<Script>, Arc<[Call]>)> {
    let Some(sources) = cx.sources else {
        out.block("the sources of the tree are not at hand");
        return None;
    };
    let followed = Script::open(sources, file);
    if followed.is_none() {
        let demanded = cx.contracts.get(contract).location.clone();
        out.fail(Finding::missing(format!("{file} is missing"), demanded).help("put the script back"));
    }
    followed
}

/// Whether a file of the tree is a script that operators run, or a library of one; tests are neither.
pub(crate) fn is_script(file: &str) -> bool {
    file.strip_prefix("deploy/scripts/").is_some_and(|name| name.ends_with(".sh") && !name.contains('/'))
}
