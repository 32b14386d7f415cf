//! What the stack must be, read from `contracts/*.yaml` with the place of every fact.
//!
//! A field that nobody knows is an error with line and column: a misspelt fact must not be a fact
//! that is silently not judged.

mod contract;
mod exception;
mod flags;
mod metrics;
mod named;
mod network;
mod objective;
mod requirement;
mod seed_error;
mod topology;
mod version;
mod waiver;

use std::{path::Path, sync::Arc};

use conform_manifest::yaml::{DecodeError, Fields, Node, ParseError, Spanned, Text};
use conform_model::{ClauseId, ContractId, Digest, Hasher};

pub use contract::{Contract, Provided, Required, WantedAlert, WantedDashboard};
pub use exception::Exception;
pub use flags::{Flags, RemovedFlag, Subcommand};
pub use metrics::{Metric, MetricSource, MetricType, Metrics, Presence};
pub use named::{OpenPort, PortUse, WantedName, WantedPort, Where};
pub use network::{Flow, Party, Purpose};
pub use objective::{Comparator, Objective};
pub use requirement::{Group, Requirement, Requirements};
pub use seed_error::{SeedError, Sight};
pub use topology::{Buckets, Cluster, Role, StageRule, Topology};
pub use version::{EndOfLife, Place, Version, compare_versions};
pub use waiver::{Subject, Waiver};

/// Why the contracts cannot be read.
#[derive(Debug, thiserror::Error)]
pub enum ContractError {
    /// A file is no YAML.
    #[error(transparent)]
    Parse(#[from] ParseError),
    /// A file does not have its form.
    #[error(transparent)]
    Decode(#[from] DecodeError),
    /// A file that must be there is not.
    #[error("contracts/{name} is missing; give the folder of contracts with --contracts")]
    Missing {
        /// Its name.
        name: String,
    },
}

/// Every contract, the topology and the waivers.
#[derive(Debug, Clone)]
pub struct Contracts {
    /// Clusters, stages, S3.
    pub topology: Topology,
    /// The flags of Thanos.
    pub flags: Flags,
    /// The metrics that may be asked for.
    pub metrics: Metrics,
    /// What may fail for now, who answers for it, and until when.
    pub waivers: Vec<Waiver>,
    /// Everything that the design demands.
    pub requirements: Requirements,
    /// What the design gets wrong, and what is right.
    pub seed_errors: Vec<SeedError>,
    /// What clauses leave out, and why.
    pub exceptions: Vec<Exception>,
    /// The connections that the network policies must let through.
    pub flows: Vec<Flow>,
    contracts: Vec<Contract>,
    texts: Vec<Arc<Text>>,
}

impl Contracts {
    /// Reads the topology, the requirements, the waivers, the errors of the design, the exceptions, the
    /// flows and one file per contract from texts whose file names are `contracts/<name>`.
    pub fn parse(texts: Vec<Text>) -> Result<Self, ContractError> {
        let texts: Vec<Arc<Text>> = texts.into_iter().map(Arc::new).collect();
        let find = |name: &str| {
            texts
                .iter()
                .find(|text| text.file == format!("contracts/{name}"))
                .ok_or_else(|| ContractError::Missing { name: name.to_owned() })
        };
        let topology = Topology::parse(find("topology.yaml")?)?;
        let requirements = Requirements::parse(find("requirements.yaml")?)?;
        let waivers = Waiver::parse_all(find("waivers.yaml")?, &requirements)?;
        let seed_errors = SeedError::parse_all(find("seed-errors.yaml")?)?;
        let flags = Flags::parse(find("thanos-flags.yaml")?)?;
        let exceptions = Exception::parse_all(find("exceptions.yaml")?)?;
        let flows = Flow::parse_all(find("network.yaml")?)?;
        let metrics = Metrics::parse(find("metrics.yaml")?)?;
        let contracts = ContractId::ALL
            .into_iter()
            .map(|id| Contract::parse(id, find(&format!("{id}.yaml"))?))
            .collect::<Result<_, _>>()?;
        Ok(Self {
            topology,
            flags,
            metrics,
            waivers,
            requirements,
            seed_errors,
            exceptions,
            flows,
            contracts,
            texts,
        })
    }

    /// One contract.
    ///
    /// # Panics
    /// Never: [`Self::parse`] reads one file for each id.
    #[must_use]
    pub fn get(&self, id: ContractId) -> &Contract {
        match self.contracts.iter().find(|contract| contract.id == id) {
            Some(contract) => contract,
            None => unreachable!("contract {id} was not read"),
        }
    }

    /// A fact of a contract; see [`Contract::fact`].
    #[must_use]
    pub fn fact(&self, id: ContractId, name: &str) -> &Spanned<String> {
        self.get(id).fact(name)
    }

    /// Whether a clause leaves something out, written as its findings write it.
    #[must_use]
    pub fn excepted(&self, clause: ClauseId, subject: &str) -> bool {
        self.exceptions.iter().any(|exception| {
            exception.clause.value == clause.as_str()
                && exception.subjects.iter().any(|own| own.value == subject)
        })
    }

    /// All contracts, in the order of [`ContractId::ALL`].
    pub fn iter(&self) -> impl Iterator<Item = &Contract> {
        self.contracts.iter()
    }

    /// The texts, for showing the lines that findings point at.
    pub fn texts(&self) -> impl Iterator<Item = &Text> {
        self.texts.iter().map(|text| &**text)
    }

    /// The digest over all texts.
    #[must_use]
    pub fn digest(&self) -> Digest {
        let mut hasher = Hasher::new();
        for text in &self.texts {
            hasher.part(text.file.as_bytes());
            hasher.part(text.content.as_bytes());
        }
        hasher.finish()
    }
}

/// Reads each element of a list as a mapping, and refuses members that `read` did not ask for.
fn each<T>(
    text: &Text,
    nodes: &[Node],
    read: impl Fn(&mut Fields<'_>) -> Result<T, DecodeError>,
) -> Result<Vec<T>, DecodeError> {
    nodes
        .iter()
        .map(|node| {
            let mut fields = Fields::new(text, node)?;
            let value = read(&mut fields)?;
            fields.finish()?;
            Ok(value)
        })
        .collect()
}

/// Refuses the name of a clause that does not exist.
fn known_clause(fields: &Fields<'_>, id: &Spanned<String>) -> Result<(), DecodeError> {
    if crate::clause(&id.value).is_some() {
        return Ok(());
    }
    Err(fields.error(id.location.span, format!("`{}` is no clause", id.value)))
}

/// The clauses that a member lists; each of them must exist.
fn clauses(fields: &mut Fields<'_>, key: &'static str) -> Result<Vec<Spanned<String>>, DecodeError> {
    let ids = fields.strings(key)?;
    for id in &ids {
        known_clause(fields, id)?;
    }
    Ok(ids)
}

/// Refuses a source that is not written as document and anchor.
fn source(fields: &mut Fields<'_>) -> Result<Spanned<String>, DecodeError> {
    let source = fields.string("source")?;
    let document = source.value.split_once('#').map(|(document, _)| Path::new(document));
    if document.is_some_and(|document| document.extension().is_some_and(|extension| extension == "md")) {
        return Ok(source);
    }
    Err(fields.error(source.location.span, "a source is a document with an anchor: docs/design.md#fr-001"))
}
