use std::fmt;

use serde::{Deserialize, Serialize};

/// A name that does not have the form its table in `docs/reference.md` prescribes.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{text}` is not a {kind}: expected {expected}")]
pub struct IdError {
    kind: &'static str,
    text: String,
    expected: &'static str,
}

/// One of the seven deployment contracts, or [`ContractId::Tree`] for what spans them.
///
/// Source: design document, Phase 1 §2 "API Contracts".
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ContractId {
    /// The whole rendered tree: clauses that hold for every object of every stage.
    Tree,
    /// Kubernetes itself on each node.
    MinikubeInstall,
    /// Block storage and its backups.
    LonghornDeployment,
    /// HTTP entry on the node address.
    NginxIngressDeployment,
    /// Prometheus, Alertmanager, Grafana and their operator.
    KubePrometheusStack,
    /// Metrics of all clusters, beyond local retention.
    ThanosDeployment,
    /// One log cluster over three nodes, its snapshots and lifecycle.
    OpensearchDeployment,
    /// Log collection on every node.
    FluentBitDeployment,
}

impl ContractId {
    /// Every id, in the order of dependency.
    pub const ALL: [Self; 8] = [
        Self::Tree,
        Self::MinikubeInstall,
        Self::LonghornDeployment,
        Self::NginxIngressDeployment,
        Self::KubePrometheusStack,
        Self::ThanosDeployment,
        Self::OpensearchDeployment,
        Self::FluentBitDeployment,
    ];

    /// The spelling used on the command line, in files and in reports.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Tree => "tree",
            Self::MinikubeInstall => "minikube-install",
            Self::LonghornDeployment => "longhorn-deployment",
            Self::NginxIngressDeployment => "nginx-ingress-deployment",
            Self::KubePrometheusStack => "kube-prometheus-stack",
            Self::ThanosDeployment => "thanos-deployment",
            Self::OpensearchDeployment => "opensearch-deployment",
            Self::FluentBitDeployment => "fluent-bit-deployment",
        }
    }

    /// Reads the spelling of [`Self::as_str`].
    pub fn parse(text: &str) -> Result<Self, IdError> {
        Self::ALL.into_iter().find(|id| id.as_str() == text).ok_or(IdError {
            kind: "contract id",
            text: text.to_owned(),
            expected: "one of the ids in docs/reference.md",
        })
    }
}

impl fmt::Display for ContractId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

/// The id of a clause: `<contract>.<property>`, named after the property that holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ClauseId {
    contract: ContractId,
    text: &'static str,
}

impl ClauseId {
    /// Joins a contract and the whole id; the id must begin with the contract's name and a dot.
    ///
    /// # Panics
    /// At compile time, when the text is not `<contract>.<lowercase-words>`.
    #[must_use]
    pub const fn new(contract: ContractId, text: &'static str) -> Self {
        let prefix = contract.as_str().as_bytes();
        let bytes = text.as_bytes();
        assert!(bytes.len() > prefix.len() + 1, "a clause id is <contract>.<property>");
        let mut at = 0;
        while at < prefix.len() {
            assert!(bytes[at] == prefix[at], "a clause id begins with its contract");
            at += 1;
        }
        assert!(bytes[at] == b'.', "a dot separates contract and property");
        at += 1;
        while at < bytes.len() {
            let byte = bytes[at];
            assert!(
                byte == b'-' || byte.is_ascii_lowercase() || byte.is_ascii_digit(),
                "a property is written in lowercase words joined by hyphens"
            );
            at += 1;
        }
        Self { contract, text }
    }

    /// The contract the clause belongs to.
    #[must_use]
    pub const fn contract(self) -> ContractId {
        self.contract
    }

    /// The whole id.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        self.text
    }

    /// The part behind the dot.
    #[must_use]
    pub fn property(self) -> &'static str {
        self.text.split_once('.').map_or(self.text, |(_, property)| property)
    }
}

impl fmt::Display for ClauseId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.text)
    }
}

impl Serialize for ClauseId {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.text)
    }
}

/// A cluster of the topology, such as `196-central`: node number, hyphen, role.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct ClusterId(String);

impl ClusterId {
    /// Reads `<number>-<role>`.
    pub fn parse(text: &str) -> Result<Self, IdError> {
        let valid = text.split_once('-').is_some_and(|(number, role)| {
            !number.is_empty()
                && number.bytes().all(|b| b.is_ascii_digit())
                && !role.is_empty()
                && role.bytes().all(|b| b.is_ascii_lowercase())
        });
        if valid {
            Ok(Self(text.to_owned()))
        } else {
            Err(IdError {
                kind: "cluster id",
                text: text.to_owned(),
                expected: "<number>-<role>, such as 196-central",
            })
        }
    }

    /// The whole id.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The number in front of the role; it is the short form the command line takes.
    #[must_use]
    pub fn number(&self) -> &str {
        self.0.split_once('-').map_or(&self.0, |(number, _)| number)
    }
}

impl fmt::Display for ClusterId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

/// A requirement, principle, story, task or criterion of the design, such as `FR-012a`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(transparent)]
pub struct Req(&'static str);

impl Req {
    /// Names a requirement; that it exists in `docs/design.md` is held by a test.
    ///
    /// # Panics
    /// When the name is empty.
    #[must_use]
    pub const fn new(text: &'static str) -> Self {
        assert!(!text.is_empty(), "a requirement has a name");
        Self(text)
    }

    /// The name.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        self.0
    }
}

impl fmt::Display for Req {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.0)
    }
}

/// Names one run of the harness: 10 to 40 characters of `a-z`, `0-9` and `-`.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct RunId(String);

impl RunId {
    /// Reads a run id.
    pub fn parse(text: &str) -> Result<Self, IdError> {
        let valid = (10..=40).contains(&text.len())
            && text.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-');
        if valid {
            Ok(Self(text.to_owned()))
        } else {
            Err(IdError {
                kind: "run id",
                text: text.to_owned(),
                expected: "10 to 40 characters of a-z, 0-9 and -",
            })
        }
    }

    /// The id.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for RunId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case("196-central", true)]
    #[case("196", false)]
    #[case("central", false)]
    #[case("196-Central", false)]
    #[case("-central", false)]
    fn cluster_ids(#[case] text: &str, #[case] valid: bool) {
        assert_eq!(ClusterId::parse(text).is_ok(), valid);
    }

    #[test]
    fn every_contract_reads_back() {
        for id in ContractId::ALL {
            assert_eq!(ContractId::parse(id.as_str()), Ok(id));
            assert_eq!(serde_json::to_value(id).unwrap(), id.as_str());
        }
        assert!(ContractId::parse("thanos").is_err());
    }

    #[test]
    fn a_clause_id_has_two_parts() {
        const ID: ClauseId =
            ClauseId::new(ContractId::ThanosDeployment, "thanos-deployment.endpoints-are-strict");
        assert_eq!(ID.property(), "endpoints-are-strict");
        assert_eq!(ID.contract(), ContractId::ThanosDeployment);
    }
}
