//! Small faults, applied in memory to a clean stack: what an operator would get wrong.

mod apply;
mod class;
mod credential;
mod patch;
mod read;

use conform_model::JsonPointer;

pub use apply::{Changed, SeedError};
pub use class::Class;

/// A fault: a few steps that change a clean stack.
#[derive(Debug, Clone)]
pub struct Seed {
    /// What somebody got wrong, in one sentence.
    pub story: String,
    /// What sort of fault it is, where the steps do not tell.
    class: Option<Class>,
    steps: Vec<(Place, Step)>,
}

/// Where a step stands in its file.
#[derive(Debug, Clone)]
struct Place {
    file: String,
    line: u32,
}

/// One change.
#[derive(Debug, Clone)]
enum Step {
    /// Operations of a JSON Patch on an object.
    Patch(Target, Vec<patch::Op>),
    /// A replacement inside a string of an object, such as a configuration file.
    Edit(Target, JsonPointer, Replacement),
    /// An object less.
    Delete(Target),
    /// An object more.
    Add { clusters: Clusters, stage: String, manifest: serde_json::Value },
    /// A replacement in the text of a rendered stage, which is then read anew.
    Text { clusters: Clusters, stage: String, replacement: Replacement },
    /// A stage less.
    Drop { clusters: Clusters, stage: Option<String> },
    /// A change of a source file of the tree.
    Source(String, FileChange),
    /// A replacement in a file of contracts.
    Contract(String, Replacement),
}

/// The object, or the objects of every cluster, that a step changes.
#[derive(Debug, Clone)]
struct Target {
    clusters: Clusters,
    stage: Option<String>,
    /// `Kind namespace/name`, as findings write it.
    object: String,
}

/// The clusters whose render a step changes.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Clusters {
    All,
    One(String),
}

impl Clusters {
    fn contain(&self, cluster: &conform_model::ClusterId) -> bool {
        match self {
            Self::All => true,
            Self::One(id) => cluster.as_str() == id,
        }
    }
}

impl std::fmt::Display for Clusters {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::All => f.write_str("any cluster"),
            Self::One(id) => write!(f, "cluster {id}"),
        }
    }
}

/// A text and what stands in its place; it must occur exactly once.
#[derive(Debug, Clone)]
struct Replacement {
    replace: String,
    by: String,
}

/// What happens to a source file.
#[derive(Debug, Clone)]
enum FileChange {
    Replace(Replacement),
    Write(String),
    Remove,
}
