use std::{
    fs, io,
    path::{Path, PathBuf},
};

use conform_model::{Excerpt, RECORD_VERSION, Record, RunId};
use serde::{Deserialize, Serialize, de::DeserializeOwned};

/// Why records cannot be kept or read.
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
    /// A file or folder cannot be read.
    #[error("cannot read {path}")]
    Read {
        /// The path.
        path: PathBuf,
        /// Why.
        #[source]
        source: io::Error,
    },
    /// A file is no record.
    #[error("{path} is no record: {message}")]
    Form {
        /// The path.
        path: PathBuf,
        /// What is wrong with it.
        message: String,
    },
    /// Records of one run do not belong together.
    #[error(
        "{path} rests on other inputs, or is of another run, than the records beside it; they are not mixed"
    )]
    Mixed {
        /// The first record that differs.
        path: PathBuf,
    },
}

/// How many runs a folder of records keeps; older ones are removed.
const KEPT_RUNS: usize = 50;

/// The version of the form of excerpts.
const EXCERPTS_VERSION: u32 = 1;
/// The file of a run that holds no record.
const EXCERPTS: &str = "excerpts.json";

/// The file of excerpts.
#[derive(Serialize, Deserialize)]
struct Excerpts {
    version: u32,
    excerpts: Vec<Excerpt>,
}

/// What is kept of a run.
#[derive(Debug, Clone)]
pub struct Kept {
    /// One record per clause, by their ids; at least one.
    pub records: Vec<Record>,
    /// The lines around the places that their findings name.
    pub excerpts: Vec<Excerpt>,
}

/// Writes one file per record, and one with excerpts, into `<folder>/<run>/`, each of them
/// atomically, and returns that folder.
pub fn write_records(
    folder: &Path,
    run: &RunId,
    records: &[Record],
    excerpts: Vec<Excerpt>,
) -> Result<PathBuf, RecordError> {
    let own = folder.join(run.as_str());
    fs::create_dir_all(&own).map_err(|source| RecordError::Write { path: own.clone(), source })?;
    for record in records {
        write(&own, &format!("{}.json", record.clause.id), record)?;
    }
    if !excerpts.is_empty() {
        write(&own, EXCERPTS, &Excerpts { version: EXCERPTS_VERSION, excerpts })?;
    }
    prune(folder);
    Ok(own)
}

fn write(folder: &Path, name: &str, value: &impl Serialize) -> Result<(), RecordError> {
    let path = folder.join(name);
    let temporary = folder.join(format!(".{name}.tmp"));
    let failed = |source| RecordError::Write { path: path.clone(), source };
    let mut text = serde_json::to_vec_pretty(value).map_err(|error| failed(error.into()))?;
    text.push(b'\n');
    fs::write(&temporary, text).map_err(failed)?;
    fs::rename(&temporary, &path).map_err(failed)
}

/// The run in a folder: the folder itself if it holds records, else the youngest run below it.
pub fn last_run(folder: &Path) -> Result<Option<PathBuf>, RecordError> {
    if !folder.exists() {
        return Ok(None);
    }
    if !record_files(folder)?.is_empty() {
        return Ok(Some(folder.to_owned()));
    }
    for run in runs(folder).into_iter().rev() {
        if !record_files(&run)?.is_empty() {
            return Ok(Some(run));
        }
    }
    Ok(None)
}

/// Reads what [`write_records`] wrote; all of it belongs to one run.
pub fn read_run(folder: &Path) -> Result<Kept, RecordError> {
    let mut records: Vec<Record> = Vec::new();
    for path in record_files(folder)? {
        let record = read_record(&path)?;
        let alike = |first: &Record| {
            (&first.run, &first.inputs, &first.clusters) == (&record.run, &record.inputs, &record.clusters)
        };
        if !records.first().is_none_or(alike) {
            return Err(RecordError::Mixed { path });
        }
        records.push(record);
    }
    if records.is_empty() {
        let message = "the folder holds no record".to_owned();
        return Err(RecordError::Form { path: folder.to_owned(), message });
    }
    records.sort_by(|left, right| left.clause.id.cmp(&right.clause.id));
    let path = folder.join(EXCERPTS);
    let excerpts = if path.exists() { read::<Excerpts>(&path)?.excerpts } else { Vec::new() };
    Ok(Kept { records, excerpts })
}

/// The record of a clause in the youngest run of a folder that has one; `None` where no run has,
/// or there is no such folder.
pub fn last_record(folder: &Path, clause: &str) -> Result<Option<Record>, RecordError> {
    let mut paths = runs(folder).into_iter().rev().map(|run| run.join(format!("{clause}.json")));
    paths.find(|path| path.exists()).map(|path| read_record(&path)).transpose()
}

/// Reads one record; one of a form that is not known is refused.
fn read_record(path: &Path) -> Result<Record, RecordError> {
    let record: Record = read(path)?;
    if record.version == RECORD_VERSION {
        return Ok(record);
    }
    let message = format!("its version is {}, and this program knows {RECORD_VERSION}", record.version);
    Err(RecordError::Form { path: path.to_owned(), message })
}

fn read<T: DeserializeOwned>(path: &Path) -> Result<T, RecordError> {
    let bytes = fs::read(path).map_err(|source| RecordError::Read { path: path.to_owned(), source })?;
    serde_json::from_slice(&bytes)
        .map_err(|error| RecordError::Form { path: path.to_owned(), message: error.to_string() })
}

fn record_files(folder: &Path) -> Result<Vec<PathBuf>, RecordError> {
    let failed = |source| RecordError::Read { path: folder.to_owned(), source };
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).map_err(failed)? {
        let path = entry.map_err(failed)?.path();
        let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
        if path.is_file() && name.ends_with(".json") && !name.starts_with('.') && name != EXCERPTS {
            files.push(path);
        }
    }
    files.sort();
    Ok(files)
}

/// The runs below a folder, oldest first: run ids begin with their time.
fn runs(folder: &Path) -> Vec<PathBuf> {
    let Ok(entries) = fs::read_dir(folder) else { return Vec::new() };
    let is_run = |path: &PathBuf| {
        let name = path.file_name().and_then(|name| name.to_str());
        path.is_dir() && name.is_some_and(|name| RunId::parse(name).is_ok())
    };
    let mut runs: Vec<PathBuf> =
        entries.filter_map(|entry| Some(entry.ok()?.path())).filter(is_run).collect();
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
