use std::path::{Path, PathBuf};

use conform_checks::{Contracts, contracts::ContractError};
use conform_manifest::yaml::Text;

/// Why the folder of contracts cannot be read.
#[derive(Debug, thiserror::Error)]
pub enum LoadError {
    /// A file or the folder cannot be read.
    #[error("cannot read {path}; give the folder of contracts with --contracts")]
    Read {
        /// The path.
        path: PathBuf,
        /// Why.
        #[source]
        source: std::io::Error,
    },
    /// What they say is wrong.
    #[error(transparent)]
    Contract(#[from] ContractError),
}

/// Reads every `*.yaml` of a folder as contracts.
pub fn load_contracts(folder: &Path) -> Result<Contracts, LoadError> {
    let read = |path: &Path| {
        let path = path.to_owned();
        move |source| LoadError::Read { path, source }
    };
    let mut texts = Vec::new();
    for entry in std::fs::read_dir(folder).map_err(read(folder))? {
        let path = entry.map_err(read(folder))?.path();
        if path.extension().is_some_and(|extension| extension == "yaml") {
            let content = std::fs::read_to_string(&path).map_err(read(&path))?;
            let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
            texts.push(Text::new(format!("contracts/{name}"), content));
        }
    }
    texts.sort_by(|left, right| left.file.cmp(&right.file));
    Ok(Contracts::parse(texts)?)
}
