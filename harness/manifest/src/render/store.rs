#![expect(clippy::disallowed_methods, reason = "notes when a render was last used")]

use std::{
    collections::BTreeMap,
    fs::{self, File},
    io::{self, Write as _},
    path::{Path, PathBuf},
    time::SystemTime,
};

use conform_model::Digest;
use serde::{Deserialize, Serialize};

use super::{Provenance, Rendered, StageKey};
use crate::{Cache, cache::remove_dir};

/// How many renders are kept; the least recently used go first.
const KEPT: usize = 16;
/// Written last: what it lists is complete.
const MARKER: &str = "complete.json";
const PROVENANCE: &str = "provenance.json";

/// The digest of each file of an entry.
#[derive(Debug, Serialize, Deserialize)]
struct Marker {
    files: BTreeMap<String, Digest>,
    warnings: Vec<String>,
}

/// Writes an entry: texts, provenance, and last the marker.
pub(super) fn save(
    folder: &Path,
    stages: &[(StageKey, String)],
    provenance: &Provenance,
    warnings: &[String],
) -> io::Result<()> {
    let mut marker = Marker { files: BTreeMap::new(), warnings: warnings.to_vec() };
    let mut write = |file: String, content: &[u8]| {
        let path = folder.join(&file);
        path.parent().map_or(Ok(()), fs::create_dir_all)?;
        write_synced(&path, content)?;
        marker.files.insert(file, Digest::of(content));
        io::Result::Ok(())
    };
    for ((overlay, stage), text) in stages {
        write(format!("{overlay}/{stage}.yaml"), text.as_bytes())?;
    }
    write(PROVENANCE.to_owned(), &serde_json::to_vec(provenance)?)?;
    write_synced(&folder.join(MARKER), &serde_json::to_vec_pretty(&marker)?)
}

/// A rename must not overtake the content of what it publishes.
fn write_synced(path: &Path, content: &[u8]) -> io::Result<()> {
    let mut file = File::create(path)?;
    file.write_all(content)?;
    file.sync_data()
}

/// Reads an entry; `None` where there is none, or where a single byte of it is not what was written.
pub(super) fn load(folder: &Path, stages: &[StageKey]) -> Option<Rendered> {
    let marker: Marker = serde_json::from_slice(&fs::read(folder.join(MARKER)).ok()?).ok()?;
    let mut provenance = None;
    for (file, digest) in &marker.files {
        let content = fs::read(folder.join(file)).ok()?;
        if Digest::of(&content) != *digest {
            return None;
        }
        if file == PROVENANCE {
            provenance = serde_json::from_slice(&content).ok();
        }
    }
    let whole =
        stages.iter().all(|(overlay, stage)| marker.files.contains_key(&format!("{overlay}/{stage}.yaml")));
    if !whole || marker.files.len() != stages.len() + 1 {
        return None;
    }
    // Recently used entries are kept longer; in a cache that cannot be written that is no matter.
    let _used = File::options()
        .append(true)
        .open(folder.join(MARKER))
        .and_then(|file| file.set_modified(SystemTime::now()));
    Some(Rendered {
        folder: folder.to_owned(),
        cached: true,
        stages: stages.to_vec(),
        warnings: marker.warnings,
        provenance: provenance?,
    })
}

/// Removes the least recently used renders beyond the number kept.
pub(super) fn prune(cache: &Cache, fresh: &Path) {
    let Ok(entries) = fs::read_dir(cache.root().join("renders")) else { return };
    let mut entries: Vec<(SystemTime, PathBuf)> = entries
        .flatten()
        .map(|entry| entry.path())
        .filter(|path| path != fresh)
        .map(|path| {
            let used = fs::metadata(path.join(MARKER)).and_then(|meta| meta.modified());
            (used.unwrap_or(SystemTime::UNIX_EPOCH), path)
        })
        .collect();
    entries.sort();
    let surplus = entries.len().saturating_sub(KEPT - 1);
    for (_, path) in entries.into_iter().take(surplus) {
        let _later = remove_dir(&path);
    }
}
