use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::{ClusterId, Digest, Finding, Level, RunId, Verdict};

/// The version of the record's form; `docs/formats.md` describes it.
pub const RECORD_VERSION: u32 = 1;

/// One clause judged once: what a report is made of.
///
/// Written to its own file, atomically. A record that only says `started` belongs to a run that
/// was killed.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Record {
    /// The form's version, [`RECORD_VERSION`].
    pub version: u32,
    /// The run.
    pub run: RunId,
    /// The clause as the registry described it then.
    pub clause: RegistryEntry,
    /// When judging began.
    pub started: Timestamp,
    /// When it ended; absent in a record that only says `started`.
    pub finished: Option<Timestamp>,
    /// What came out; absent in a record that only says `started`.
    pub verdict: Option<Verdict>,
    /// Why it is blocked, broken or not applicable.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// Why it fails.
    pub findings: Vec<Finding>,
    /// What was looked at.
    pub evidence: Vec<Evidence>,
    /// What the run rests on.
    pub inputs: InputDigests,
    /// The clusters whose findings count; empty for all of them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub clusters: Vec<ClusterId>,
    /// The run whose record of the same clause this one replaces.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub supersedes: Option<RunId>,
}

/// A clause as the registry describes it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RegistryEntry {
    /// Id.
    pub id: String,
    /// Contract.
    pub contract: String,
    /// Title.
    pub title: String,
    /// Level.
    pub level: Level,
    /// Requirements it traces to.
    pub requirements: Vec<String>,
}

/// What a verdict rests on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum Evidence {
    /// Parts of the render or of the sources that were judged.
    Examined {
        /// What was counted, such as `containers`.
        what: String,
        /// How many.
        count: u64,
    },
}

/// Digests of everything a run read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct InputDigests {
    /// The rendered stack that was judged.
    pub render: Digest,
    /// The tree under `deploy/`; absent where only a render was given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tree: Option<Digest>,
    /// The contracts.
    pub contracts: Digest,
    /// The tools that rendered.
    pub tools: Vec<ToolUse>,
    /// The charts that were inflated.
    pub charts: Vec<ChartUse>,
}

/// A tool that a run used.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ToolUse {
    /// Name.
    pub name: String,
    /// Version it reports.
    pub version: String,
    /// Digest of the binary.
    pub digest: Digest,
}

/// A chart that a run inflated.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChartUse {
    /// Name.
    pub name: String,
    /// Version.
    pub version: String,
    /// Digest over the chart's files.
    pub digest: Digest,
    /// True for a chart that Conform wrote itself because the real one was not at hand.
    pub stand_in: bool,
}
