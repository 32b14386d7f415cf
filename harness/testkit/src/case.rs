use std::{
    collections::BTreeSet,
    fs, io,
    path::{Path, PathBuf},
};

use conform_manifest::yaml::Text;

use crate::{Context, Expectation, Seed, SeedError, expect::Gone, repository};

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

/// The folder of negative fixtures.
fn folder() -> PathBuf {
    repository::root().join("fixtures/negative")
}

/// The names of the folders under `fixtures/negative`; each is meant to be the id of a clause.
pub fn fixture_folders() -> Result<BTreeSet<String>, CaseError> {
    Ok(folders(&folder())?.into_iter().map(|(name, _)| name).collect())
}

/// Every negative fixture, by folder names alone.
pub fn cases() -> Result<Vec<Case>, CaseError> {
    let mut cases = Vec::new();
    for (clause, own) in folders(&folder())? {
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
    pub fn run(&self, context: &Context) -> Result<(), CaseError> {
        let seed = self.seed()?;
        let expectation = self.expectation()?;
        let changed = seed.apply(&context.contracts, &context.stack, &context.sources)?;
        let compared = if self.clause.ends_with("schema") {
            context.compare_wholly(&changed)
        } else {
            context.compare(&changed)
        };
        expectation
            .compare(&self.clause, &compared, &changed, &Gone::new(context, &changed))
            .map_err(|differences| CaseError::Differs { story: seed.story, differences })
    }
}
