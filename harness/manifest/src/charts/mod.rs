//! The charts that a tree names, and where they come from.

mod choose;
mod compare;
mod pull;
mod values;

use std::path::PathBuf;

use conform_model::{Digest, Location};

pub use choose::{ChartOptions, ChartSource, ChosenChart, choose};
pub use compare::{Change, Difference, Ignore, compare};
pub use pull::{ChartLock, Pulled, Puller};
pub use values::{UnknownKey, unknown_keys};

use crate::{
    CacheError, SourceTree,
    yaml::{self, Node},
};

/// Why the charts of a tree are not at hand.
#[derive(Debug, thiserror::Error)]
pub enum ChartError {
    /// An entry does not say which chart it means.
    #[error("{}:{}: chart `{name}` has no {missing}; state name, repo and version of every chart", at.file, at.line)]
    Incomplete {
        /// The chart.
        name: String,
        /// The field.
        missing: &'static str,
        /// Where.
        at: Box<Location>,
    },
    /// There is a folder of that name, and another chart in it.
    #[error("{path} holds {found}, and the tree wants {wanted}")]
    Other {
        /// The folder.
        path: PathBuf,
        /// What its `Chart.yaml` says.
        found: String,
        /// Name and version in the tree.
        wanted: String,
    },
    /// Charts are nowhere to be found.
    #[error(
        "no chart for {}; give a folder of charts by --chart-home, or fill the cache by `conform charts pull`",
        charts.join(", ")
    )]
    Missing {
        /// Name and version of each.
        charts: Vec<String>,
    },
    /// Only stand-ins are at hand, and they are refused.
    #[error(
        "only stand-in charts are at hand for {}, and --no-stand-ins refuses them; give a folder of charts by \
         --chart-home, or fill the cache by `conform charts pull`",
        charts.join(", ")
    )]
    StandIns {
        /// Name and version of each.
        charts: Vec<String>,
    },
    /// A file of a chart cannot be read.
    #[error("cannot read {path}")]
    Read {
        /// The path.
        path: PathBuf,
        /// Why.
        #[source]
        source: std::io::Error,
    },
    /// A file of a chart cannot be written.
    #[error("cannot write {path}; free some space, or set CONFORM_CACHE to another folder")]
    Write {
        /// The path.
        path: PathBuf,
        /// Why.
        #[source]
        source: std::io::Error,
    },
    /// A chart's own values are no YAML.
    #[error("cannot read the chart's own values")]
    Values(#[source] Box<yaml::ParseError>),
    /// A chart cannot be pulled.
    #[error(
        "cannot pull {chart} from {repo}: {message}; mend the network, or give a folder of charts by --chart-home"
    )]
    Pull {
        /// Name and version.
        chart: String,
        /// The repository.
        repo: String,
        /// What helm said.
        message: String,
    },
    /// Nothing says which archive is the right one.
    #[error(
        "charts.lock.yaml has no digest of {chart}; `conform charts pull --lock` takes it as it comes and adds it"
    )]
    NotLocked {
        /// Name and version.
        chart: String,
    },
    /// The archive is another one than the one we know.
    #[error(
        "the archive of {chart} has digest {found}, and charts.lock.yaml says {expected}; it is not used"
    )]
    LockMismatch {
        /// Name and version.
        chart: String,
        /// Its digest.
        found: Digest,
        /// What the lock says.
        expected: String,
    },
    /// The cache cannot be used.
    #[error(transparent)]
    Cache(CacheError),
    /// The user ended the run.
    #[error("interrupted; nothing half-pulled is kept")]
    Interrupted,
}

impl From<CacheError> for ChartError {
    fn from(error: CacheError) -> Self {
        match error {
            CacheError::Interrupted => Self::Interrupted,
            error => Self::Cache(error),
        }
    }
}

/// An entry under `helmCharts:`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChartEntry {
    /// Name of the chart.
    pub name: String,
    /// Its version.
    pub version: String,
    /// The repository it is published in.
    pub repo: String,
    /// The kustomization, such as `deploy/base/longhorn/kustomization.yaml`.
    pub kustomization: String,
    /// The folder of charts it names, below the tree: `charts`.
    pub home: String,
    /// The values files it is given, such as `deploy/base/longhorn/values.yaml`.
    pub values: Vec<String>,
    /// Where the entry stands.
    pub location: Location,
}

impl ChartEntry {
    /// Name and version, as people say it.
    #[must_use]
    pub fn title(&self) -> String {
        format!("{} {}", self.name, self.version)
    }
}

/// Every chart entry of every kustomization, in the order of the files.
///
/// An entry without `repo` means a chart that lies in the tree itself and needs no source. A
/// kustomization that is no YAML is left to kustomize, whose message names the place.
pub fn entries(tree: &SourceTree) -> Result<Vec<ChartEntry>, ChartError> {
    let mut all = Vec::new();
    for text in tree.texts() {
        let Some(folder) = kustomization_folder(&text.file) else { continue };
        let Ok(root) = yaml::parse_one(text) else { continue };
        let home = root.dig_str(&["helmGlobals", "chartHome"]).unwrap_or("charts");
        let home = below(folder.trim_start_matches("deploy").trim_start_matches('/'), home);
        for node in root.dig_seq(&["helmCharts"]) {
            let field =
                |key: &str| node.dig_str(&[key]).filter(|value| !value.is_empty()).map(ToOwned::to_owned);
            let name = field("name").unwrap_or_default();
            let location = text.location(node.span);
            let incomplete = |missing| ChartError::Incomplete {
                name: name.clone(),
                missing,
                at: Box::new(location.clone()),
            };
            let Some(repo) = field("repo") else { continue };
            let version = field("version").ok_or_else(|| incomplete("version"))?;
            if name.is_empty() {
                return Err(incomplete("name"));
            }
            let values = node
                .get("valuesFile")
                .into_iter()
                .chain(node.dig_seq(&["additionalValuesFiles"]))
                .filter_map(Node::as_str)
                .map(|file| below(folder, file))
                .collect();
            all.push(ChartEntry {
                name,
                version,
                repo,
                kustomization: text.file.clone(),
                home: home.clone(),
                values,
                location,
            });
        }
    }
    Ok(all)
}

/// The folder of a file that is a kustomization.
pub(crate) fn kustomization_folder(file: &str) -> Option<&str> {
    let (folder, name) = file.rsplit_once('/')?;
    ["kustomization.yaml", "kustomization.yml", "Kustomization"].contains(&name).then_some(folder)
}

/// A path named by a file of a folder, with `.` and `..` resolved by the letter.
pub(crate) fn below(folder: &str, path: &str) -> String {
    let mut parts: Vec<&str> = folder.split('/').filter(|part| !part.is_empty()).collect();
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop();
            }
            part => parts.push(part),
        }
    }
    parts.join("/")
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case("base/longhorn", "../../charts", "charts")]
    #[case("deploy/base/x", "values.yaml", "deploy/base/x/values.yaml")]
    #[case("deploy/base/x", "./a/../b.yaml", "deploy/base/x/b.yaml")]
    fn paths(#[case] folder: &str, #[case] path: &str, #[case] expected: &str) {
        assert_eq!(below(folder, path), expected);
    }
}
