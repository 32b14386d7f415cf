use std::{
    fs, io,
    path::{Path, PathBuf},
};

use conform_model::{RECORD_VERSION, Record, RunId};

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
    /// A file cannot be read.
    #[error("cannot read {path}")]
    Read {
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

/// The record of a clause in the youngest run of a folder that has one; `None` where no run has,
/// or there is no such folder. A record of a later form is refused.
pub fn last_record(folder: &Path, clause: &str) -> Result<Option<Record>, RecordError> {
    for run in runs(folder).into_iter().rev() {
        let path = run.join(format!("{clause}.json"));
        let text = match fs::read(&path) {
            Ok(text) => text,
            Err(error) if error.kind() == io::ErrorKind::NotFound => continue,
            Err(source) => return Err(RecordError::Read { path, source }),
        };
        let record: Record = match serde_json::from_slice(&text) {
            Ok(record) => record,
            Err(error) => return Err(RecordError::Read { path, source: error.into() }),
        };
        if record.version != RECORD_VERSION {
            let source = io::Error::other(format!("it has version {}", record.version));
            return Err(RecordError::Read { path, source });
        }
        return Ok(Some(record));
    }
    Ok(None)
}

/// The folders of the runs in a folder of records, the oldest first: run ids begin with their time,
/// so their order is that of time.
fn runs(folder: &Path) -> Vec<PathBuf> {
    let Ok(entries) = fs::read_dir(folder) else { return Vec::new() };
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
    runs
}

/// Removes the oldest runs; what cannot be removed now is removed by a later run.
fn prune(folder: &Path) {
    let runs = runs(folder);
    let surplus = runs.len().saturating_sub(KEPT_RUNS);
    for run in runs.into_iter().take(surplus) {
        let _left_for_later = fs::remove_dir_all(run);
    }
}
