use std::{
    fs, io,
    path::{Path, PathBuf},
};

use conform_model::{Record, RunId};

/// Why records cannot be kept.
#[derive(Debug, thiserror::Error)]
pub enum RecordError {
    /// A file or folder cannot be written.
    #[error("cannot write {path}; choose another place with --records, or --no-records")]
    Write {
        /// The path.
        path: PathBuf,
        /// Why.
        #[source]
        source: io::Error,
    },
}

/// How many runs a folder of records keeps; older ones are removed.
const KEPT_RUNS: usize = 50;

/// Writes one file per record into `<folder>/<run>/`, each of them atomically, and returns that folder.
pub fn write_records(folder: &Path, run: &RunId, records: &[Record]) -> Result<PathBuf, RecordError> {
    let own = folder.join(run.as_str());
    let write = |path: &Path| {
        let path = path.to_owned();
        move |source| RecordError::Write { path, source }
    };
    fs::create_dir_all(&own).map_err(write(&own))?;
    for record in records {
        let path = own.join(format!("{}.json", record.clause.id));
        let temporary = own.join(format!(".{}.tmp", record.clause.id));
        let mut text = serde_json::to_vec_pretty(record).map_err(|error| write(&path)(error.into()))?;
        text.push(b'\n');
        fs::write(&temporary, text).map_err(write(&temporary))?;
        fs::rename(&temporary, &path).map_err(write(&path))?;
    }
    prune(folder);
    Ok(own)
}

/// Removes the oldest runs. Run ids begin with their time, so their order is that of time; what
/// cannot be removed now is removed by a later run.
fn prune(folder: &Path) {
    let Ok(entries) = fs::read_dir(folder) else { return };
    let mut runs: Vec<PathBuf> = entries
        .filter_map(|entry| Some(entry.ok()?.path()))
        .filter(|path| {
            path.is_dir()
                && path
                    .file_name()
                    .and_then(|name| name.to_str())
                    .is_some_and(|name| RunId::parse(name).is_ok())
        })
        .collect();
    runs.sort();
    let surplus = runs.len().saturating_sub(KEPT_RUNS);
    for run in runs.into_iter().take(surplus) {
        let _left_for_later = fs::remove_dir_all(run);
    }
}
