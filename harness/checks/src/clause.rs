use conform_manifest::{SourceTree, Stack};
use conform_model::{ClauseId, Level, RegistryEntry, Req};

use crate::{Contracts, Outcome, Schemas};

/// What a judge may look at.
#[derive(Debug, Clone, Copy)]
pub struct Facts<'a> {
    /// What the stack must be.
    pub contracts: &'a Contracts,
    /// What was rendered.
    pub stack: &'a Stack,
    /// The sources it was rendered from; absent where only a render was given.
    pub sources: Option<&'a SourceTree>,
    /// The schemas of every kind, those of the stack's own definitions included.
    pub schemas: &'a Schemas,
}

/// Decides from the facts; it does nothing else.
pub type Judge = fn(&Facts<'_>, &mut Outcome);

/// What a manifest clause needs to be judged at all.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Needs {
    /// A render, whoever made it.
    Render,
    /// The source files of the tree as well.
    Sources,
}

/// How a clause comes to its verdict.
#[derive(Debug, Clone, Copy)]
pub enum Plan {
    /// From the tree and its render, without a cluster.
    Manifest {
        /// What it needs.
        needs: Needs,
        /// How it judges.
        judge: Judge,
    },
}

/// Why a clause exists: a requirement, and the text that demands it.
#[derive(Debug, Clone, Copy)]
pub struct Trace {
    /// The requirement.
    pub requirement: Req,
    /// A document of this repository with an anchor, such as `docs/design.md#fr-004`.
    pub source: &'static str,
}

impl Trace {
    /// Ties a requirement to the text that demands the clause.
    #[must_use]
    pub const fn new(requirement: &'static str, source: &'static str) -> Self {
        Self { requirement: Req::new(requirement), source }
    }
}

/// The headings that every clause's docs have, in this order.
pub const HEADINGS: [&str; 4] = ["What must hold", "Why it matters", "How it is judged", "How to fix"];

/// One promise of a contract, with everything needed to explain and to judge it.
#[derive(Debug)]
pub struct Clause {
    /// Its name.
    pub id: ClauseId,
    /// The property in one line, as a lower-case sentence without full stop.
    pub title: &'static str,
    /// How binding it is.
    pub level: Level,
    /// Why it exists; at least one.
    pub traces: &'static [Trace],
    /// Markdown under the four [`HEADINGS`].
    pub docs: &'static str,
    /// How it is judged.
    pub plan: Plan,
}

impl Clause {
    /// The clause as records keep it.
    #[must_use]
    pub fn entry(&self) -> RegistryEntry {
        let mut requirements: Vec<String> =
            self.traces.iter().map(|trace| trace.requirement.as_str().to_owned()).collect();
        requirements.dedup();
        RegistryEntry {
            id: self.id.as_str().to_owned(),
            contract: self.id.contract().as_str().to_owned(),
            title: self.title.to_owned(),
            level: self.level,
            requirements,
        }
    }
}
