use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
};

use conform_model::{ChartUse, Digest, Hasher};

use super::{ChartEntry, ChartError};
use crate::{
    Cache,
    yaml::{self, Text},
};

/// The annotation of a chart that Conform wrote itself.
const STAND_IN: &str = "conform/stand-in";

/// Where charts may come from.
#[derive(Debug, Clone, Default)]
pub struct ChartOptions {
    /// The folder that `--chart-home` names.
    pub home: Option<PathBuf>,
    /// The folder of stand-ins; `None` where there is none.
    pub stand_ins: Option<PathBuf>,
    /// Whether stand-ins are refused.
    pub no_stand_ins: bool,
    /// Whether charts that were pulled are left aside.
    pub no_cache: bool,
}

/// Where a chart comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ChartSource {
    /// The folder given by `--chart-home`.
    Home,
    /// The cache that `conform charts pull` fills.
    Cache,
    /// The folder of stand-ins.
    StandIns,
}

impl ChartSource {
    /// In words.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Home => "chart home",
            Self::Cache => "cache",
            Self::StandIns => "stand-ins",
        }
    }
}

/// A chart of the tree and where it lies.
#[derive(Debug, Clone)]
pub struct ChosenChart {
    /// Name.
    pub name: String,
    /// Version.
    pub version: String,
    /// The folder that holds `Chart.yaml`.
    pub path: PathBuf,
    /// Where it comes from.
    pub source: ChartSource,
    /// Whether Conform wrote it itself.
    pub stand_in: bool,
    /// Digest over its files.
    pub digest: Digest,
    /// The folders of charts that kustomizations look for it in, below the tree.
    pub homes: Vec<String>,
}

impl ChosenChart {
    /// Name and version, as people say it.
    #[must_use]
    pub fn title(&self) -> String {
        format!("{} {}", self.name, self.version)
    }

    /// What a record says about it.
    #[must_use]
    pub fn usage(&self) -> ChartUse {
        ChartUse {
            name: self.name.clone(),
            version: self.version.clone(),
            digest: self.digest.clone(),
            stand_in: self.stand_in,
        }
    }
}

/// Takes each chart of a tree from the first place that has it: `--chart-home`, cache, stand-ins.
pub fn choose(
    entries: &[ChartEntry],
    options: &ChartOptions,
    cache: &Cache,
) -> Result<Vec<ChosenChart>, ChartError> {
    let mut wanted: BTreeMap<(&str, &str), Vec<String>> = BTreeMap::new();
    for entry in entries {
        let homes = wanted.entry((&entry.name, &entry.version)).or_default();
        if !homes.contains(&entry.home) {
            homes.push(entry.home.clone());
        }
    }
    let mut chosen = Vec::new();
    let mut missing = Vec::new();
    let mut refused = Vec::new();
    for ((name, version), homes) in wanted {
        let Some((source, path)) = find(name, version, options, cache)? else {
            missing.push(format!("{name} {version}"));
            continue;
        };
        let stand_in = inspect(&path, name, version)?;
        if stand_in && options.no_stand_ins {
            refused.push(format!("{name} {version}"));
            continue;
        }
        let digest = digest_of(&path)?;
        chosen.push(ChosenChart {
            name: name.to_owned(),
            version: version.to_owned(),
            path,
            source,
            stand_in,
            digest,
            homes,
        });
    }
    if !missing.is_empty() {
        return Err(ChartError::Missing { charts: missing });
    }
    if !refused.is_empty() {
        return Err(ChartError::StandIns { charts: refused });
    }
    Ok(chosen)
}

fn find(
    name: &str,
    version: &str,
    options: &ChartOptions,
    cache: &Cache,
) -> Result<Option<(ChartSource, PathBuf)>, ChartError> {
    if let Some(home) = &options.home
        && let Some(path) = in_folder(home, name, version)
    {
        return Ok(Some((ChartSource::Home, path)));
    }
    if !options.no_cache
        && let Some(path) = in_cache(cache, name, version)?
    {
        return Ok(Some((ChartSource::Cache, path)));
    }
    Ok(options
        .stand_ins
        .as_deref()
        .and_then(|folder| in_folder(folder, name, version))
        .map(|path| (ChartSource::StandIns, path)))
}

/// The chart in a folder of charts: `<name>-<version>/<name>`, else `<name>`.
fn in_folder(folder: &Path, name: &str, version: &str) -> Option<PathBuf> {
    [folder.join(format!("{name}-{version}")).join(name), folder.join(name)]
        .into_iter()
        .find(|path| path.join("Chart.yaml").is_file())
        .map(|path| path.canonicalize().unwrap_or(path))
}

/// The chart that `conform charts pull` put into the cache, if nobody changed it since.
pub(crate) fn in_cache(cache: &Cache, name: &str, version: &str) -> Result<Option<PathBuf>, ChartError> {
    let folder = cache.root().join("charts").join(format!("{name}-{version}"));
    let Ok(expected) = fs::read_to_string(folder.join("digest")) else { return Ok(None) };
    let path = folder.join(name);
    Ok((path.is_dir() && digest_of(&path)?.as_str() == expected.trim()).then_some(path))
}

/// Reads `Chart.yaml`: the chart must be the wanted one. Says whether it is a stand-in.
pub(crate) fn inspect(path: &Path, name: &str, version: &str) -> Result<bool, ChartError> {
    let file = path.join("Chart.yaml");
    let content =
        fs::read_to_string(&file).map_err(|source| ChartError::Read { path: file.clone(), source })?;
    let wanted = format!("{name} {version}");
    let other = |found: String| ChartError::Other { path: path.to_owned(), found, wanted: wanted.clone() };
    let text = Text::new(file.display().to_string(), content);
    let root = yaml::parse_one(&text).map_err(|error| other(format!("no readable Chart.yaml ({error})")))?;
    let field = |key: &str| root.dig_str(&[key]).unwrap_or("?").to_owned();
    let found = format!("{} {}", field("name"), field("version"));
    if found != wanted {
        return Err(other(found));
    }
    Ok(root.dig_str(&["annotations", STAND_IN]) == Some("true"))
}

/// The digest over paths and contents of a chart's files.
pub(crate) fn digest_of(chart: &Path) -> Result<Digest, ChartError> {
    let mut files = Vec::new();
    walk(chart, &mut files)?;
    files.sort();
    let mut hasher = Hasher::new();
    for path in files {
        let relative = path.strip_prefix(chart).unwrap_or(&path);
        hasher.part(relative.to_string_lossy().as_bytes());
        hasher.part(&fs::read(&path).map_err(|source| ChartError::Read { path: path.clone(), source })?);
    }
    Ok(hasher.finish())
}

fn walk(folder: &Path, files: &mut Vec<PathBuf>) -> Result<(), ChartError> {
    let read = |source| ChartError::Read { path: folder.to_owned(), source };
    for entry in fs::read_dir(folder).map_err(read)? {
        let entry = entry.map_err(read)?;
        let kind = entry.file_type().map_err(read)?;
        if kind.is_dir() {
            walk(&entry.path(), files)?;
        } else {
            // helm follows links to files, so their content counts; a link to a folder fails here.
            files.push(entry.path());
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chart(folder: &Path, name: &str, content: &str) {
        let path = folder.join(name);
        fs::create_dir_all(&path).unwrap();
        fs::write(path.join("Chart.yaml"), content).unwrap();
    }

    fn entry(name: &str) -> ChartEntry {
        ChartEntry {
            name: name.to_owned(),
            version: "1.2.3".to_owned(),
            repo: "https://charts.invalid".to_owned(),
            kustomization: "deploy/base/a/kustomization.yaml".to_owned(),
            home: "charts".to_owned(),
            values: Vec::new(),
            location: Text::new("deploy/base/a/kustomization.yaml", "")
                .location(conform_model::Span::default()),
        }
    }

    #[test]
    fn the_first_place_that_has_a_chart_wins() {
        let dir = tempfile::tempdir().unwrap();
        let (home, own) = (dir.path().join("home"), dir.path().join("own"));
        chart(&own, "a-1.2.3/a", "name: a\nversion: 1.2.3\nannotations: {conform/stand-in: \"true\"}\n");
        let cache = Cache::at(dir.path().join("cache"));
        let mut options =
            ChartOptions { home: Some(home.clone()), stand_ins: Some(own), ..ChartOptions::default() };
        let first = choose(&[entry("a")], &options, &cache).unwrap();
        assert!(first[0].stand_in && first[0].source == ChartSource::StandIns);
        options.no_stand_ins = true;
        let error = choose(&[entry("a")], &options, &cache).unwrap_err();
        assert!(error.to_string().contains("a 1.2.3"), "{error}");
        chart(&home, "a", "name: a\nversion: 1.2.3\n");
        let second = choose(&[entry("a")], &options, &cache).unwrap();
        assert!(!second[0].stand_in && second[0].source == ChartSource::Home);
        assert_ne!(first[0].digest, second[0].digest);
    }

    #[test]
    fn another_version_is_refused_and_a_missing_chart_named() {
        let dir = tempfile::tempdir().unwrap();
        chart(dir.path(), "a", "name: a\nversion: 1.2.4\n");
        let cache = Cache::at(dir.path().join("cache"));
        let options = ChartOptions { home: Some(dir.path().to_owned()), ..ChartOptions::default() };
        let error = choose(&[entry("a")], &options, &cache).unwrap_err().to_string();
        assert!(error.ends_with("holds a 1.2.4, and the tree wants a 1.2.3"), "{error}");
        let error = choose(&[entry("b")], &options, &cache).unwrap_err().to_string();
        assert!(error.starts_with("no chart for b 1.2.3;"), "{error}");
    }
}
