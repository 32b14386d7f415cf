use std::{
    collections::BTreeSet,
    fs, io,
    path::{Path, PathBuf},
};

use conform_manifest::yaml::Text;

use crate::{Changed, Clean, Compared, Expectation, Seed, SeedError, expect::Gone};

/// A negative fixture: a fault, and what the clauses must say about it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Case {
    /// The clause that must catch it.
    pub clause: String,
    /// The name of its folder.
    pub name: String,
    folder: PathBuf,
}

/// Why a case does not hold.
#[derive(Debug, thiserror::Error)]
pub enum CaseError {
    /// A file cannot be read.
    #[error("cannot read {path}")]
    Read {
        /// The path.
        path: PathBuf,
        /// Why.
        #[source]
        source: io::Error,
    },
    /// The fixture is wrong.
    #[error(transparent)]
    Fixture(#[from] SeedError),
    /// The clauses say something else than expected.
    #[error("{story}\n{differences}")]
    Differs {
        /// What was seeded.
        story: String,
        /// What is not as expected.
        differences: String,
    },
}

/// The names of the folders under a folder of fixtures; each is meant to be the id of a clause.
pub fn fixture_folders(fixtures: &Path) -> Result<BTreeSet<String>, CaseError> {
    Ok(folders(fixtures)?.into_iter().map(|(name, _)| name).collect())
}

/// Every case of a folder of fixtures, by folder names alone.
pub fn cases(fixtures: &Path) -> Result<Vec<Case>, CaseError> {
    let mut cases = Vec::new();
    for (clause, own) in folders(fixtures)? {
        for (name, folder) in folders(&own)? {
            cases.push(Case { clause: clause.clone(), name, folder });
        }
    }
    Ok(cases)
}

fn folders(parent: &Path) -> Result<Vec<(String, PathBuf)>, CaseError> {
    let read = |source| CaseError::Read { path: parent.to_owned(), source };
    let mut found = Vec::new();
    for entry in fs::read_dir(parent).map_err(read)? {
        let entry = entry.map_err(read)?;
        if entry.path().is_dir() {
            found.push((entry.file_name().to_string_lossy().into_owned(), entry.path()));
        }
    }
    found.sort();
    Ok(found)
}

impl Case {
    /// Its fault.
    pub fn seed(&self) -> Result<Seed, CaseError> {
        Ok(Seed::parse(&self.read("seed.yaml")?)?)
    }

    /// What must come of it.
    pub fn expectation(&self) -> Result<Expectation, CaseError> {
        Ok(Expectation::parse(&self.read("expect.yaml")?)?)
    }

    fn read(&self, name: &str) -> Result<Text, CaseError> {
        let path = self.folder.join(name);
        match fs::read_to_string(&path) {
            Ok(content) => Ok(Text::new(format!("{}/{}/{name}", self.clause, self.name), content)),
            Err(source) => Err(CaseError::Read { path, source }),
        }
    }

    /// Applies the fault and judges every clause over what comes of it.
    pub fn judge(&self, clean: &Clean) -> Result<(Seed, Changed, Compared), CaseError> {
        let seed = self.seed()?;
        let changed = seed.apply(&clean.contracts, &clean.stack, &clean.sources)?;
        let compared = if self.clause.ends_with("schema") {
            clean.compare_wholly(&changed)
        } else {
            clean.compare(&changed)
        };
        Ok((seed, changed, compared))
    }

    /// Judges it and holds what the clauses say against what they must say.
    pub fn run(&self, clean: &Clean) -> Result<(), CaseError> {
        let expectation = self.expectation()?;
        let (seed, changed, compared) = self.judge(clean)?;
        expectation
            .compare(&self.clause, &compared, &changed, &Gone::new(clean, &changed))
            .map_err(|differences| CaseError::Differs { story: seed.story, differences })
    }
}
