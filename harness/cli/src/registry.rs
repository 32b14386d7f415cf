//! What the verbs share that show the registry: contracts, requirements, faults, the last verdict.

use std::{collections::BTreeMap, path::PathBuf};

use anyhow::Context as _;
use clap::Args;
use conform_checks::{CLAUSES, Clause, Contracts, Needs, Plan};
use conform_engine::load_contracts;
use conform_prove::cases;

use crate::source::{self, RenderArgs, usage};

/// Where contracts and faults are.
#[derive(Debug, Args)]
pub(crate) struct RegistryArgs {
    /// The Kustomize tree [default: deploy/ here or above, or that of the checkout the program lies in]
    #[arg(long, value_name = "DIR")]
    tree: Option<PathBuf>,
    /// Folder of contracts [default: contracts/ beside the tree]
    #[arg(long, value_name = "DIR")]
    contracts: Option<PathBuf>,
    /// Folder of faults [default: fixtures/negative/ beside the tree]
    #[arg(long, value_name = "DIR")]
    fixtures: Option<PathBuf>,
}

/// The contracts, and which faults there are for which clause.
#[derive(Debug)]
pub(crate) struct Registry {
    /// The contracts.
    pub(crate) contracts: Contracts,
    fixtures: BTreeMap<String, Vec<String>>,
}

impl RegistryArgs {
    /// Reads contracts and the names of faults.
    pub(crate) fn read(&self) -> anyhow::Result<Registry> {
        let beside = |name: &str| -> anyhow::Result<PathBuf> {
            let tree = source::tree_dir(&RenderArgs { tree: self.tree.clone(), ..RenderArgs::default() })?;
            Ok(tree.parent().map(|parent| parent.join(name)).unwrap_or_default())
        };
        let folder = self.contracts.clone().map_or_else(|| beside("contracts"), Ok)?;
        let contracts = load_contracts(&folder)?;
        let folder = self.fixtures.clone().map_or_else(|| beside("fixtures/negative"), Ok)?;
        if !folder.is_dir() {
            return Err(usage(format!(
                "no folder of faults at {}; name it by --fixtures DIR",
                folder.display()
            )));
        }
        let mut fixtures: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for case in cases(&folder).with_context(|| format!("cannot list {}", folder.display()))? {
            fixtures.entry(case.clause).or_default().push(case.name);
        }
        Ok(Registry { contracts, fixtures })
    }
}

impl Registry {
    /// The names of the faults that a clause must catch.
    pub(crate) fn fixtures(&self, id: &str) -> &[String] {
        self.fixtures.get(id).map_or(&[], Vec::as_slice)
    }

    /// The requirements that a clause judges, in the order of the file.
    pub(crate) fn requirements(&self, clause: &Clause) -> Vec<&str> {
        let requirements = &self.contracts.requirements;
        requirements
            .iter()
            .filter(|one| requirements.clauses_of(one).iter().any(|own| own.id == clause.id))
            .map(|one| one.id.value.as_str())
            .collect()
    }
}

/// What a clause is judged from.
pub(crate) fn needs(clause: &Clause) -> &'static str {
    let Plan::Manifest { needs, .. } = clause.plan;
    match needs {
        Needs::Render => "render",
        Needs::Sources => "render and sources",
    }
}

/// The clause whose id is this, or the one clause whose id begins or ends with it.
pub(crate) fn find_clause(text: &str) -> Result<&'static Clause, Vec<&'static str>> {
    if let Some(clause) = conform_checks::clause(text) {
        return Ok(clause);
    }
    let near: Vec<&'static Clause> = CLAUSES
        .iter()
        .copied()
        .filter(|clause| clause.id.as_str().starts_with(text) || clause.id.property() == text)
        .collect();
    match near.as_slice() {
        [clause] => Ok(clause),
        _ => Err(near.into_iter().map(|clause| clause.id.as_str()).collect()),
    }
}
