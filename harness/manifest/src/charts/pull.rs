#![expect(clippy::disallowed_methods, reason = "prepares the helm that `process` starts")]

use std::{
    fs, io,
    path::{Path, PathBuf},
    process::Command,
    time::Duration,
};

use conform_model::Digest;

use super::{
    ChartEntry, ChartError,
    choose::{digest_of, in_cache, inspect},
};
use crate::{
    Cache, Interrupt, Tool,
    process::{self, ProcessError},
    tools::chain,
    yaml::{self, DecodeError, Fields, Text},
};

/// A chart over a slow line.
const PULL_LIMIT: Duration = Duration::from_mins(5);

/// The digests that archives of charts must have.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ChartLock {
    charts: Vec<(String, String, String)>,
}

impl ChartLock {
    /// Reads `charts.lock.yaml`.
    pub fn parse(text: &Text) -> Result<Self, DecodeError> {
        let root = yaml::parse_one(text).map_err(|error| DecodeError {
            file: error.file,
            line: error.line,
            column: error.column,
            message: error.message,
        })?;
        let mut fields = Fields::new(text, &root)?;
        let mut charts = Vec::new();
        for node in fields.list("charts")? {
            let mut entry = Fields::new(text, node)?;
            let (name, version) = (entry.string("name")?.value, entry.string("version")?.value);
            let digest = entry.string("digest")?.value;
            let hex = digest.strip_prefix("sha256:").unwrap_or_default();
            if hex.len() != 64 || !hex.bytes().all(|byte| byte.is_ascii_hexdigit()) {
                return Err(entry.error(node.span, "`digest` is not sha256: and 64 hexadecimal digits"));
            }
            entry.finish()?;
            charts.push((name, version, digest));
        }
        fields.finish()?;
        Ok(Self { charts })
    }

    /// The digest that the archive of a chart must have.
    #[must_use]
    pub fn digest(&self, name: &str, version: &str) -> Option<&str> {
        self.charts.iter().find(|(n, v, _)| n == name && v == version).map(|(_, _, digest)| digest.as_str())
    }

    /// Sets the digest of a chart.
    pub fn set(&mut self, name: &str, version: &str, digest: &Digest) {
        self.charts.retain(|(n, v, _)| n != name || v != version);
        self.charts.push((name.to_owned(), version.to_owned(), digest.to_string()));
        self.charts.sort();
    }

    /// The entries as `charts.lock.yaml` writes them, without its comment.
    #[must_use]
    pub fn to_yaml(&self) -> String {
        let mut text = String::from("charts:\n");
        for (name, version, digest) in &self.charts {
            text.push_str(&format!("  - name: {name}\n    version: {version}\n    digest: {digest}\n"));
        }
        text
    }
}

/// What became of a chart that was to be pulled.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Pulled {
    /// It was in the cache already.
    Present,
    /// It is in the cache now.
    Fetched {
        /// The digest of its archive.
        archive: Digest,
    },
}

/// Pulls charts into the cache.
#[derive(Clone, Copy)]
pub struct Puller<'a> {
    /// helm.
    pub helm: &'a Tool,
    /// Where charts are kept.
    pub cache: &'a Cache,
    /// The digests that archives must have.
    pub lock: &'a ChartLock,
    /// Whether a chart without digest is taken and its digest told.
    pub trust_new: bool,
    /// Whether the user wants to stop.
    pub interrupt: &'a Interrupt,
    /// Told what takes time.
    pub say: &'a dyn Fn(&str),
}

impl std::fmt::Debug for Puller<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Puller").field("lock", &self.lock).finish_non_exhaustive()
    }
}

impl Puller<'_> {
    /// Pulls one chart from the repository that the tree names. The cache holds it whole or not.
    pub fn pull(&self, entry: &ChartEntry) -> Result<Pulled, ChartError> {
        let (name, version) = (&entry.name, &entry.version);
        let folder_name = format!("{name}-{version}");
        let _lock = self.cache.lock(&format!("chart-{folder_name}"), self.interrupt, &mut || {
            (self.say)(&format!("waiting for another conform that pulls {}", entry.title()));
        })?;
        if in_cache(self.cache, name, version)?.is_some() {
            return Ok(Pulled::Present);
        }
        let expected = self.lock.digest(name, version);
        if expected.is_none() && !self.trust_new {
            return Err(ChartError::NotLocked { chart: entry.title() });
        }
        (self.say)(&format!("pulling {} from {} …", entry.title(), entry.repo));
        let work = self.cache.work_dir()?;
        let archive = self.fetch(entry, work.path())?;
        let write = |path: &Path| {
            let path = path.to_owned();
            move |source| ChartError::Write { path, source }
        };
        let bytes = fs::read(&archive).map_err(write(&archive))?;
        let found = Digest::of(&bytes);
        if let Some(expected) = expected
            && found.as_str() != expected
        {
            return Err(ChartError::LockMismatch {
                chart: entry.title(),
                found,
                expected: expected.to_owned(),
            });
        }
        let fresh = work.path().join("chart");
        fs::create_dir(&fresh).map_err(write(&fresh))?;
        tar::Archive::new(flate2::read::GzDecoder::new(&bytes[..]))
            .unpack(&fresh)
            .map_err(|source| self.failed(entry, format!("the archive cannot be unpacked: {source}")))?;
        let chart = fresh.join(name);
        inspect(&chart, name, version)?;
        let digest = digest_of(&chart)?;
        fs::write(fresh.join("digest"), digest.as_str()).map_err(write(&fresh))?;
        self.cache.publish(&fresh, &self.cache.root().join("charts").join(folder_name))?;
        Ok(Pulled::Fetched { archive: found })
    }

    fn fetch(&self, entry: &ChartEntry, work: &Path) -> Result<PathBuf, ChartError> {
        let into = work.join("archive");
        fs::create_dir(&into).map_err(|source| ChartError::Write { path: into.clone(), source })?;
        let mut command = Command::new(&self.helm.path);
        // Proxies and certificates of the user are needed here; repositories and caches are not.
        command
            .args(["pull", &entry.name, "--repo", &entry.repo, "--version", &entry.version, "--destination"])
            .arg(&into)
            .current_dir(work)
            .env("TMPDIR", work);
        for name in ["HELM_CACHE_HOME", "HELM_CONFIG_HOME", "HELM_DATA_HOME"] {
            command.env(name, work.join("home"));
        }
        let done = process::run(command, PULL_LIMIT, self.interrupt).map_err(|error| match error {
            ProcessError::Interrupted => ChartError::Interrupted,
            error => self.failed(entry, chain(&error)),
        })?;
        if !done.status.success() {
            return Err(self.failed(entry, done.said().trim_start_matches("Error: ").to_owned()));
        }
        let archive = fs::read_dir(&into)
            .and_then(|mut entries| entries.next().transpose())
            .and_then(|entry| entry.ok_or_else(|| io::Error::other("helm left no archive")));
        archive.map(|entry| entry.path()).map_err(|source| self.failed(entry, source.to_string()))
    }

    fn failed(&self, entry: &ChartEntry, message: String) -> ChartError {
        ChartError::Pull { chart: entry.title(), repo: entry.repo.clone(), message }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_lock_reads_back_what_it_writes() {
        let mut lock = ChartLock::default();
        lock.set("b", "1.0.0", &Digest::of(b"b"));
        lock.set("a", "1.0.0", &Digest::of(b"old"));
        lock.set("a", "1.0.0", &Digest::of(b"a"));
        let text = Text::new("charts.lock.yaml", lock.to_yaml());
        let read = ChartLock::parse(&text).unwrap();
        assert_eq!(read, lock);
        assert_eq!(read.digest("a", "1.0.0"), Some(Digest::of(b"a").as_str()));
        assert_eq!(read.digest("a", "1.0.1"), None);
    }

    #[test]
    fn a_digest_that_is_none_is_refused_with_its_place() {
        let text = Text::new("l.yaml", "charts:\n  - name: a\n    version: 1.0.0\n    digest: md5:x\n");
        let error = ChartLock::parse(&text).unwrap_err().to_string();
        assert_eq!(error, "l.yaml:2:5: `digest` is not sha256: and 64 hexadecimal digits");
    }
}
