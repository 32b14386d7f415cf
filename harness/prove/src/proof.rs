use std::collections::{BTreeMap, BTreeSet};

use conform_engine::side_by_side;
use conform_model::{Finding, Record, Verdict};

use crate::{Case, CaseError, Class, Clean};

/// Who noticed a fault.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Reaction {
    /// The clause that the fixture is called after.
    Named,
    /// Not that one, but another.
    Other,
    /// Nobody: the fault survived.
    Survived,
    /// The fault could not be applied, or changed nothing.
    NotSeeded,
}

impl Reaction {
    /// The spelling used in files and reports.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Named => "named",
            Self::Other => "other",
            Self::Survived => "survived",
            Self::NotSeeded => "not-seeded",
        }
    }
}

/// A fault, and what came of it.
#[derive(Debug)]
pub struct Proved {
    /// The clause that the fixture is called after.
    pub clause: String,
    /// The name of the case.
    pub case: String,
    /// What somebody got wrong; absent where the fixture cannot be read.
    pub story: Option<String>,
    /// What sort of fault it is; absent where the fixture cannot be read.
    pub class: Option<Class>,
    /// The clauses that fail because of it, sorted. Only Fail counts: what is blocked or broken has
    /// noticed nothing.
    pub caught_by: Vec<String>,
    /// Clauses that are broken by it, sorted.
    pub broken: Vec<String>,
    /// Why it was not seeded.
    pub error: Option<String>,
}

impl Proved {
    /// Who noticed it.
    #[must_use]
    pub fn reaction(&self) -> Reaction {
        if self.error.is_some() {
            Reaction::NotSeeded
        } else if self.caught_by.contains(&self.clause) {
            Reaction::Named
        } else if self.caught_by.is_empty() {
            Reaction::Survived
        } else {
            Reaction::Other
        }
    }

    /// The fixture, as `<clause>/<case>`.
    #[must_use]
    pub fn name(&self) -> String {
        format!("{}/{}", self.clause, self.case)
    }
}

/// All faults against all clauses.
#[derive(Debug)]
pub struct Proof {
    /// The faults, in the order of their names.
    pub faults: Vec<Proved>,
}

impl Proof {
    /// Applies each fault to a copy of the clean stack and asks every clause about it.
    #[must_use]
    pub fn new(clean: &Clean, cases: &[Case]) -> Self {
        // Judged before, so that it is not judged by many at once.
        clean.records();
        Self { faults: side_by_side(cases, &|case: &Case| prove(clean, case)) }
    }

    /// By clause, the fixtures that it catches: the rows of the matrix.
    #[must_use]
    pub fn rows<'a>(&'a self, clauses: &[&'a str]) -> BTreeMap<&'a str, BTreeSet<String>> {
        let mut rows: BTreeMap<&str, BTreeSet<String>> =
            clauses.iter().map(|clause| (*clause, BTreeSet::new())).collect();
        for fault in &self.faults {
            for clause in &fault.caught_by {
                rows.entry(clause).or_default().insert(fault.name());
            }
        }
        rows
    }
}

/// Groups of clauses whose rows are the same: no fixture tells them apart.
#[must_use]
pub fn twins<'a>(rows: &BTreeMap<&'a str, BTreeSet<String>>) -> Vec<Vec<&'a str>> {
    let mut by_row: BTreeMap<&BTreeSet<String>, Vec<&str>> = BTreeMap::new();
    for (clause, row) in rows {
        by_row.entry(row).or_default().push(clause);
    }
    let mut twins: Vec<_> = by_row.into_values().filter(|clauses| clauses.len() > 1).collect();
    twins.sort();
    twins
}

fn prove(clean: &Clean, case: &Case) -> Proved {
    let mut proved = Proved {
        clause: case.clause.clone(),
        case: case.name.clone(),
        story: None,
        class: None,
        caught_by: Vec::new(),
        broken: Vec::new(),
        error: None,
    };
    match case.seed() {
        Err(error) => proved.error = Some(told(&error)),
        Ok(seed) => {
            proved.class = Some(seed.class());
            proved.story = Some(seed.story);
        }
    }
    match case.judge(clean) {
        Err(error) => proved.error = Some(told(&error)),
        Ok((_, _, compared)) => {
            for (before, after) in compared.before.iter().zip(&compared.after) {
                if after.verdict == Some(Verdict::Broken) {
                    proved.broken.push(after.clause.id.clone());
                } else if catches(before, after) {
                    proved.caught_by.push(after.clause.id.clone());
                }
            }
            proved.caught_by.sort();
            proved.broken.sort();
        }
    }
    proved
}

fn told(error: &CaseError) -> String {
    let mut text = error.to_string();
    let mut next = std::error::Error::source(error);
    while let Some(cause) = next {
        text.push_str(&format!(": {cause}"));
        next = cause.source();
    }
    text
}

/// Whether a clause fails and says something that it does not say of the clean stack.
fn catches(before: &Record, after: &Record) -> bool {
    after.verdict == Some(Verdict::Fail)
        && (before.verdict != Some(Verdict::Fail)
            || after.findings.iter().any(|new| before.findings.iter().all(|old| !same(old, new))))
}

fn same(old: &Finding, new: &Finding) -> bool {
    old.message == new.message
        && old.location.cluster == new.location.cluster
        && old.location.object == new.location.object
        && old.location.pointer == new.location.pointer
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fault(clause: &str, case: &str, caught_by: &[&str]) -> Proved {
        Proved {
            clause: clause.to_owned(),
            case: case.to_owned(),
            story: None,
            class: None,
            caught_by: caught_by.iter().map(|id| (*id).to_owned()).collect(),
            broken: Vec::new(),
            error: None,
        }
    }

    #[test]
    fn who_noticed() {
        assert_eq!(fault("a", "x", &["a", "b"]).reaction(), Reaction::Named);
        assert_eq!(fault("a", "x", &["b"]).reaction(), Reaction::Other);
        assert_eq!(fault("a", "x", &[]).reaction(), Reaction::Survived);
        let error = Some("changes nothing".to_owned());
        assert_eq!(Proved { error, ..fault("a", "x", &[]) }.reaction(), Reaction::NotSeeded);
    }

    #[test]
    fn clauses_that_catch_the_same_are_twins() {
        let both = Proof { faults: vec![fault("a", "x", &["a", "b"]), fault("b", "y", &["a", "b"])] };
        assert_eq!(twins(&both.rows(&["a", "b", "c"])), [["a", "b"]]);
        let one = Proof { faults: vec![fault("a", "x", &["a", "b"]), fault("b", "y", &["b"])] };
        assert!(twins(&one.rows(&["a", "b", "c"])).is_empty());
        assert_eq!(twins(&one.rows(&["c", "d"])), [["c", "d"]]);
    }
}
