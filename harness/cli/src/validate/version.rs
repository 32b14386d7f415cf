//! Which Kubernetes version is meant, and the schema files of other versions than the built-in.

use std::{
    collections::BTreeSet,
    fmt,
    path::{Path, PathBuf},
};

use anyhow::Context as _;
use conform_model::ClassKey;
use conform_schema::{Catalog, KUBERNETES_VERSION};

/// A Kubernetes version: `1.34` or `1.34.2`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Version(String);

impl fmt::Display for Version {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

/// Reads a version as the command line gives it.
pub(super) fn parse(text: &str) -> Result<Version, String> {
    let bare = text.strip_prefix('v').unwrap_or(text);
    let parts: Vec<&str> = bare.split('.').collect();
    let numbers = parts.iter().all(|part| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit()));
    if (2..=3).contains(&parts.len()) && numbers {
        Ok(Version(bare.to_owned()))
    } else {
        Err(format!("a version is written X.Y or X.Y.Z, such as {KUBERNETES_VERSION}"))
    }
}

impl Version {
    fn built_in(&self) -> bool {
        self.0 == KUBERNETES_VERSION
            || self.0.strip_prefix(KUBERNETES_VERSION).is_some_and(|it| it.starts_with('.'))
    }

    /// Whether a folder's name, such as `v1.34.0-standalone-strict`, is of this version.
    fn names(&self, folder: &str) -> bool {
        let Some(rest) = folder.strip_prefix('v').and_then(|rest| rest.strip_prefix(self.0.as_str())) else {
            return false;
        };
        rest.is_empty()
            || rest.starts_with('-')
            || (rest.starts_with('.') && self.0.matches('.').count() == 1)
    }
}

/// The catalog that a version starts from.
pub(super) fn catalog(version: &Version, schemas: &[PathBuf]) -> anyhow::Result<Catalog> {
    for folder in schemas {
        anyhow::ensure!(folder.is_dir(), "--schemas {} is no folder", folder.display());
    }
    if version.built_in() {
        return Ok(Catalog::built_in());
    }
    anyhow::ensure!(
        !schemas.is_empty(),
        "the kinds of Kubernetes {version} are not built in ({KUBERNETES_VERSION} is); \
         give the folder of their JSON Schemas with --schemas"
    );
    if !schemas.iter().any(|folder| folders(folder, version).iter().any(|it| holds_schemas(it))) {
        let shown: Vec<String> = schemas.iter().map(|folder| folder.display().to_string()).collect();
        anyhow::bail!(
            "{} holds no schemas of Kubernetes {version}: neither v{version}-standalone-strict/ nor files \
             such as deployment-apps-v1.json",
            shown.join(", ")
        );
    }
    Ok(Catalog::empty())
}

/// Loads the schema files of some classes.
pub(super) fn add_schemas(
    catalog: &mut Catalog,
    version: &Version,
    schemas: &[PathBuf],
    classes: &BTreeSet<ClassKey>,
) -> anyhow::Result<()> {
    let folders: Vec<PathBuf> = schemas.iter().flat_map(|folder| folders(folder, version)).collect();
    for class in classes {
        let names = file_names(class);
        let found = folders
            .iter()
            .flat_map(|folder| names.iter().map(|name| folder.join(name)))
            .find(|it| it.is_file());
        if let Some(path) = found {
            let text =
                std::fs::read_to_string(&path).with_context(|| format!("cannot read {}", path.display()))?;
            let schema = serde_json::from_str(&text).with_context(|| {
                format!("{} is no JSON; take it out of --schemas or mend it", path.display())
            })?;
            catalog.add_schema(class.clone(), schema);
        }
    }
    Ok(())
}

/// Where schemas of a version may lie: folders named after it, the strict ones first, then the
/// folder itself unless it holds such folders of other versions only.
fn folders(root: &Path, version: &Version) -> Vec<PathBuf> {
    let mut named: Vec<(bool, String, PathBuf)> = std::fs::read_dir(root)
        .into_iter()
        .flatten()
        .flatten()
        .map(|entry| (entry.file_name().to_string_lossy().into_owned(), entry.path()))
        .filter(|(name, path)| version.names(name) && path.is_dir())
        .map(|(name, path)| (!name.ends_with("-strict"), name, path))
        .collect();
    named.sort();
    let own = root.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let other = own.strip_prefix('v').is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit()))
        && !version.names(&own);
    let mut found: Vec<PathBuf> = named.into_iter().map(|(.., path)| path).collect();
    if !other {
        found.push(root.to_owned());
    }
    found
}

/// The names that a schema may have: those of kubeconform's default layout, then those of its
/// catalog of custom kinds.
fn file_names(class: &ClassKey) -> Vec<String> {
    let kind = class.kind.to_lowercase();
    let version = class.version.to_lowercase();
    if class.group.is_empty() {
        return vec![format!("{kind}-{version}.json")];
    }
    let group = class.group.to_lowercase();
    let first = group.split('.').next().unwrap_or_default();
    vec![format!("{kind}-{first}-{version}.json"), format!("{group}/{kind}_{version}.json")]
}

fn holds_schemas(folder: &Path) -> bool {
    std::fs::read_dir(folder)
        .into_iter()
        .flatten()
        .flatten()
        .any(|entry| entry.path().extension().is_some_and(|it| it == "json"))
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case("1.35", true)]
    #[case("v1.35.4", true)]
    #[case("1.3", false)]
    #[case("1.350", false)]
    #[case("1.34.0", false)]
    fn the_built_in_version(#[case] text: &str, #[case] built_in: bool) {
        assert_eq!(parse(text).unwrap().built_in(), built_in);
    }

    #[rstest]
    #[case("latest")]
    #[case("1")]
    #[case("1.2.3.4")]
    #[case("1.x")]
    fn no_version(#[case] text: &str) {
        assert!(parse(text).is_err());
    }

    #[rstest]
    #[case("1.34", "v1.34.0-standalone-strict", true)]
    #[case("1.34.0", "v1.34.0-standalone-strict", true)]
    #[case("1.34.0", "v1.34.0", true)]
    #[case("1.34.0", "v1.34.01", false)]
    #[case("1.3", "v1.34.0", false)]
    #[case("1.34", "standalone", false)]
    fn folders_of_a_version(#[case] version: &str, #[case] folder: &str, #[case] fits: bool) {
        assert_eq!(parse(version).unwrap().names(folder), fits);
    }

    #[test]
    fn names_of_schema_files() {
        assert_eq!(file_names(&ClassKey::new("v1", "Pod")), ["pod-v1.json"]);
        assert_eq!(
            file_names(&ClassKey::new("networking.k8s.io/v1", "Ingress")),
            ["ingress-networking-v1.json", "networking.k8s.io/ingress_v1.json"]
        );
    }
}
