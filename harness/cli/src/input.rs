use std::{collections::BTreeMap, path::PathBuf};

use clap::Args;
use conform_checks::Contracts;
use conform_engine::load_contracts;
use conform_manifest::{SourceTree, Stack, yaml::Text};
use conform_model::{ChartUse, ContractId, Hasher, InputDigests};
use jiff::{Zoned, civil::Date};

use crate::{
    source::{self, RenderArgs},
    term::Term,
};

/// What every verb that judges takes.
#[derive(Debug, Args)]
pub(crate) struct InputArgs {
    #[command(flatten)]
    pub(crate) render: RenderArgs,
    /// Judge this folder of <overlay>/<stage>.yaml instead of rendering, whoever rendered it
    #[arg(long, value_name = "DIR", conflicts_with_all = ["chart_home", "stand_ins", "no_stand_ins", "kustomize", "helm"])]
    rendered: Option<PathBuf>,
    /// Folder of contracts [default: contracts/ beside the tree]
    #[arg(long, value_name = "DIR")]
    contracts: Option<PathBuf>,
}

/// Whether a render that someone else made is judged with the sources of the tree.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Sources {
    /// If the command line names the tree.
    IfGiven,
    /// Always.
    Always,
}

/// What is judged, and what it rests on.
#[derive(Debug)]
pub(crate) struct Input {
    pub(crate) stack: Stack,
    pub(crate) sources: Option<SourceTree>,
    pub(crate) contracts: Contracts,
    pub(crate) inputs: InputDigests,
}

impl InputArgs {
    /// Renders, or reads what is rendered; reads sources and contracts.
    pub(crate) fn read(&self, wanted: Sources, term: &Term) -> anyhow::Result<Input> {
        let contracts = load_contracts(&self.contracts_dir()?)?;
        let Some(folder) = &self.rendered else {
            let prepared = source::prepare(&self.render, term)?;
            let inputs = InputDigests {
                render: prepared.stack.digest(),
                tree: Some(prepared.tree.digest()),
                contracts: contracts.digest(),
                tools: prepared.tools,
                charts: prepared.charts,
            };
            return Ok(Input { stack: prepared.stack, sources: Some(prepared.tree), contracts, inputs });
        };
        let tree = match wanted {
            Sources::IfGiven => self.render.tree.clone(),
            Sources::Always => Some(source::tree_dir(&self.render)?),
        };
        let sources = tree.as_deref().map(SourceTree::read).transpose()?;
        let stack = Stack::read(folder)?;
        let inputs = InputDigests {
            render: stack.digest(),
            tree: sources.as_ref().map(SourceTree::digest),
            contracts: contracts.digest(),
            tools: Vec::new(),
            charts: stand_in_definitions(&stack),
        };
        Ok(Input { stack, sources, contracts, inputs })
    }

    /// The folder of contracts.
    pub(crate) fn contracts_dir(&self) -> anyhow::Result<PathBuf> {
        match &self.contracts {
            Some(folder) => Ok(folder.clone()),
            None => self.beside_the_tree("contracts"),
        }
    }

    /// A folder beside the tree.
    pub(crate) fn beside_the_tree(&self, name: &str) -> anyhow::Result<PathBuf> {
        source::beside_the_tree(&self.render, name)
    }
}

impl Input {
    /// Every text that a finding may point at, by its file.
    pub(crate) fn texts(&self) -> BTreeMap<&str, &Text> {
        let mut texts = self.stack.texts();
        texts.extend(self.contracts.texts().map(|text| (text.file.as_str(), text)));
        let sources = self.sources.iter().flat_map(SourceTree::texts);
        texts.extend(sources.map(|text| (text.file.as_str(), &**text)));
        texts
    }
}

/// What a render that someone else made says of stand-ins: their definitions are marked, so the
/// mark survives the folder that it came in.
fn stand_in_definitions(stack: &Stack) -> Vec<ChartUse> {
    let mut groups: BTreeMap<&str, Hasher> = BTreeMap::new();
    for definition in stack.of_kind("CustomResourceDefinition") {
        if definition.annotation("conform/stand-in") == Some("true") {
            let group = definition.node.dig_str(&["spec", "group"]).unwrap_or_default();
            groups.entry(group).or_default().part(definition.node.to_json().to_string().as_bytes());
        }
    }
    groups
        .into_iter()
        .map(|(group, hasher)| ChartUse {
            name: format!("the chart that defines {group}"),
            version: "(not known)".to_owned(),
            digest: hasher.finish(),
            stand_in: true,
        })
        .collect()
}

/// A contract, as an argument.
pub(crate) fn contract(text: &str) -> Result<ContractId, String> {
    ContractId::parse(text).map_err(|_| {
        let known: Vec<&str> = ContractId::ALL.iter().map(|id| id.as_str()).collect();
        format!("known contracts are {}", known.join(", "))
    })
}

/// The day on which waivers are judged unless the command line says another.
#[expect(clippy::disallowed_methods, reason = "the default of --as-of")]
pub(crate) fn today() -> Date {
    Zoned::now().date()
}
