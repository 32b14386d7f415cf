//! What the stack must be, read from `contracts/*.yaml` with the place of every fact.
//!
//! A field that nobody knows is an error with line and column: a misspelt fact must not be a fact
//! that is silently not judged.

mod topology;
mod waiver;

use std::{collections::BTreeMap, sync::Arc};

use conform_manifest::yaml::{DecodeError, Fields, Node, ParseError, Spanned, Text, parse_one};
use conform_model::{ContractId, Digest, Hasher, Location};

pub use topology::{Buckets, Cluster, Role, StageRule, Topology};
pub use waiver::Waiver;

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

/// Something that exists in a running stack although no stage renders it.
#[derive(Debug, Clone)]
pub struct Provided {
    /// Its kind.
    pub kind: Spanned<String>,
    /// Its namespace; absent for cluster-wide objects.
    pub namespace: Option<Spanned<String>>,
    /// Its name.
    pub name: Spanned<String>,
    /// Who makes it.
    pub by: Spanned<String>,
}

/// A dashboard that every Grafana must have.
#[derive(Debug, Clone)]
pub struct WantedDashboard {
    /// Its uid.
    pub uid: Spanned<String>,
    /// Its title.
    pub title: Spanned<String>,
    /// The titles of panels it must have at least.
    pub panels: Vec<Spanned<String>>,
}

/// An alert that must exist.
#[derive(Debug, Clone)]
pub struct WantedAlert {
    /// Its name.
    pub name: Spanned<String>,
    /// Its severity.
    pub severity: Spanned<String>,
    /// Whether only the central cluster has it.
    pub central_only: bool,
}

/// One contract: what every contract has, and its facts by name.
#[derive(Debug, Clone)]
pub struct Contract {
    /// Its id.
    pub id: ContractId,
    /// Where the file begins.
    pub location: Location,
    /// What it is about.
    pub title: Spanned<String>,
    /// The contracts that must hold before it.
    pub requires: Vec<ContractId>,
    /// The stages that fulfil it.
    pub stages: Vec<Spanned<String>>,
    /// What exists without being rendered.
    pub provided: Vec<Provided>,
    /// The dashboards it demands.
    pub dashboards: Vec<WantedDashboard>,
    /// The alerts it demands.
    pub alerts: Vec<WantedAlert>,
    facts: BTreeMap<String, Spanned<String>>,
}

impl Contract {
    /// A fact, such as `retention`.
    ///
    /// # Panics
    /// When the contract has no such fact: a clause and its contract disagree, which is a bug of
    /// the harness and turns the clause Broken.
    #[must_use]
    pub fn fact(&self, name: &str) -> &Spanned<String> {
        match self.facts.get(name) {
            Some(fact) => fact,
            None => panic!("contracts/{}.yaml has no fact `{name}`", self.id),
        }
    }

    /// The names of all facts.
    pub fn fact_names(&self) -> impl Iterator<Item = &str> {
        self.facts.keys().map(String::as_str)
    }
}

/// Every contract, the topology and the waivers.
#[derive(Debug, Clone)]
pub struct Contracts {
    /// Clusters, stages, S3.
    pub topology: Topology,
    /// What may fail for now, who answers for it, and until when.
    pub waivers: Vec<Waiver>,
    contracts: Vec<Contract>,
    texts: Vec<Arc<Text>>,
}

impl Contracts {
    /// Reads `topology.yaml`, `waivers.yaml` and one file per contract from texts whose file names
    /// are `contracts/<name>`.
    pub fn parse(texts: Vec<Text>) -> Result<Self, ContractError> {
        let texts: Vec<Arc<Text>> = texts.into_iter().map(Arc::new).collect();
        let find = |name: &str| {
            texts
                .iter()
                .find(|text| text.file == format!("contracts/{name}"))
                .ok_or_else(|| ContractError::Missing { name: name.to_owned() })
        };
        let topology = Topology::parse(find("topology.yaml")?)?;
        let waivers = Waiver::parse_all(find("waivers.yaml")?)?;
        let contracts = ContractId::ALL
            .into_iter()
            .map(|id| contract(id, find(&format!("{id}.yaml"))?))
            .collect::<Result<_, _>>()?;
        Ok(Self { topology, waivers, contracts, texts })
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

fn contract(id: ContractId, text: &Text) -> Result<Contract, ContractError> {
    let root = parse_one(text)?;
    let mut fields = Fields::new(text, &root)?;
    let own = fields.string("id")?;
    if own.value != id.as_str() {
        return Err(fields
            .error(own.location.span, format!("expected `{id}`, as the file is called"))
            .into());
    }
    let title = fields.string("title")?;
    let requires = fields
        .strings("requires")?
        .into_iter()
        .map(|name| {
            ContractId::parse(&name.value)
                .map_err(|error| fields.error(name.location.span, error.to_string()))
        })
        .collect::<Result<_, _>>()?;
    let stages = fields.strings("stages")?;
    let provided = fields
        .list("provided")?
        .iter()
        .map(|node| {
            let mut fields = Fields::new(text, node)?;
            let provided = Provided {
                kind: fields.string("kind")?,
                namespace: fields.optional_string("namespace")?,
                name: fields.string("name")?,
                by: fields.string("by")?,
            };
            fields.finish()?;
            Ok(provided)
        })
        .collect::<Result<_, DecodeError>>()?;
    let dashboards = fields
        .list("dashboards")?
        .iter()
        .map(|node| {
            let mut fields = Fields::new(text, node)?;
            let dashboard = WantedDashboard {
                uid: fields.string("uid")?,
                title: fields.string("title")?,
                panels: fields.strings("panels")?,
            };
            fields.finish()?;
            Ok(dashboard)
        })
        .collect::<Result<_, DecodeError>>()?;
    let alerts =
        fields.list("alerts")?.iter().map(|node| alert(text, node)).collect::<Result<_, DecodeError>>()?;
    let facts = fields
        .entries("facts")?
        .into_iter()
        .map(|entry| Ok((entry.key.to_string(), fields.text_of(&entry.value)?)))
        .collect::<Result<_, DecodeError>>()?;
    fields.finish()?;
    Ok(Contract {
        id,
        location: text.location(root.span),
        title,
        requires,
        stages,
        provided,
        dashboards,
        alerts,
        facts,
    })
}

fn alert(text: &Text, node: &Node) -> Result<WantedAlert, DecodeError> {
    let mut fields = Fields::new(text, node)?;
    let on = fields.string("on")?;
    let alert = WantedAlert {
        name: fields.string("name")?,
        severity: fields.string("severity")?,
        central_only: match on.value.as_str() {
            "every" => false,
            "central" => true,
            _ => {
                return Err(
                    fields.error(on.location.span, "an alert is `on: every` cluster or `on: central`")
                );
            }
        },
    };
    fields.finish()?;
    Ok(alert)
}
