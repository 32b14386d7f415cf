use conform_checks::{CLAUSES, Clause, Needs, Plan};
use conform_model::{ClusterId, ContractId, Level};

/// Which clauses a run judges. Empty lists select everything.
#[derive(Debug, Clone, Default)]
pub struct Selection {
    /// Contracts.
    pub contracts: Vec<ContractId>,
    /// Clause ids, or their beginnings.
    pub clauses: Vec<String>,
    /// Levels.
    pub levels: Vec<Level>,
    /// Clusters: findings elsewhere are left out.
    pub clusters: Vec<ClusterId>,
    /// Whether the sources of the tree are at hand.
    pub sources: bool,
}

/// Why a selection makes no sense.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SelectionError {
    /// A name selects nothing because nothing is called so.
    #[error("no clause is called or begins with `{0}`; `conform docs` writes the list to docs/CLAUSES.md")]
    UnknownClause(String),
}

impl Selection {
    /// The selected clauses, in the order of the registry.
    pub fn clauses(&self) -> Result<Vec<&'static Clause>, SelectionError> {
        let named = |clause: &Clause, name: &str| clause.id.as_str().starts_with(name);
        for name in &self.clauses {
            if !CLAUSES.iter().any(|clause| named(clause, name)) {
                return Err(SelectionError::UnknownClause(name.clone()));
            }
        }
        Ok(CLAUSES
            .iter()
            .copied()
            .filter(|clause| {
                let Plan::Manifest { needs, .. } = clause.plan;
                (self.sources || needs == Needs::Render)
                    && (self.contracts.is_empty() || self.contracts.contains(&clause.id.contract()))
                    && (self.clauses.is_empty() || self.clauses.iter().any(|name| named(clause, name)))
                    && (self.levels.is_empty() || self.levels.contains(&clause.level))
            })
            .collect())
    }
}
