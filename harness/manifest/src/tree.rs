use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
    sync::Arc,
};

use conform_model::{Digest, Hasher};

use crate::yaml::Text;

/// Why the sources of the tree cannot be read.
#[derive(Debug, thiserror::Error)]
pub enum TreeError {
    /// The folder is not a tree of ours.
    #[error("{root} holds no overlays/; give the folder that is called deploy/ in the repository (--tree)")]
    NoTree {
        /// The folder.
        root: PathBuf,
    },
    /// A file or folder cannot be read.
    #[error("cannot read {path}")]
    Read {
        /// The path.
        path: PathBuf,
        /// Why.
        #[source]
        source: std::io::Error,
    },
    /// A link leads out of the tree.
    #[error("{path} is a symbolic link that leads out of the tree; copy the file instead")]
    Outside {
        /// The link.
        path: PathBuf,
    },
    /// A link stands for a folder of the tree, perhaps for one that it lies in.
    #[error("{path} is a symbolic link to a folder; name that folder in the kustomization instead")]
    FolderLink {
        /// The link.
        path: PathBuf,
    },
}

/// The source files of a Kustomize tree, without what operators add to it.
///
/// A file `X` that has a neighbour `X.example` holds, or will hold, a secret: it is never read,
/// and the example stands for it. The folder `charts` belongs to kustomize's own cache.
#[derive(Debug, Clone)]
pub struct SourceTree {
    /// The folder that holds `base/` and `overlays/`.
    pub root: PathBuf,
    files: BTreeMap<String, Arc<[u8]>>,
    texts: BTreeMap<String, Arc<Text>>,
}

impl SourceTree {
    /// Reads every file below a folder.
    pub fn read(root: &Path) -> Result<Self, TreeError> {
        if !root.join("overlays").is_dir() {
            return Err(TreeError::NoTree { root: root.to_owned() });
        }
        let canonical =
            root.canonicalize().map_err(|source| TreeError::Read { path: root.to_owned(), source })?;
        let mut tree = Self { root: canonical.clone(), files: BTreeMap::new(), texts: BTreeMap::new() };
        tree.walk(&canonical, &canonical)?;
        let examples: Vec<String> = tree
            .files
            .keys()
            .filter_map(|path| path.strip_suffix(".example").map(ToOwned::to_owned))
            .collect();
        for path in examples {
            if let Some(content) = tree.files.get(&format!("{path}.example")).cloned() {
                tree.files.insert(path, content);
            }
        }
        for (path, content) in &tree.files {
            if let Ok(content) = std::str::from_utf8(content) {
                let file = format!("deploy/{path}");
                tree.texts.insert(file.clone(), Arc::new(Text::new(file, content)));
            }
        }
        Ok(tree)
    }

    fn walk(&mut self, canonical: &Path, folder: &Path) -> Result<(), TreeError> {
        let read = |path: &Path| {
            let path = path.to_owned();
            move |source| TreeError::Read { path, source }
        };
        for entry in std::fs::read_dir(folder).map_err(read(folder))? {
            let entry = entry.map_err(read(folder))?;
            let path = entry.path();
            let relative = path.strip_prefix(canonical).unwrap_or(&path).to_string_lossy().replace('\\', "/");
            if relative == "charts" {
                continue;
            }
            if path.with_file_name(format!("{}.example", entry.file_name().to_string_lossy())).exists() {
                // An operator's secret, wherever it really lies: the example stands for it.
                continue;
            }
            let link = entry.file_type().map_err(read(&path))?.is_symlink();
            let real = path.canonicalize().map_err(read(&path))?;
            if !real.starts_with(canonical) {
                return Err(TreeError::Outside { path });
            }
            if real.is_dir() && link {
                return Err(TreeError::FolderLink { path });
            }
            if real.is_dir() {
                self.walk(canonical, &path)?;
            } else {
                let content = std::fs::read(&path).map_err(read(&path))?;
                self.files.insert(relative, content.into());
            }
        }
        Ok(())
    }

    /// The content of every file by its path below the root, examples standing for secrets.
    pub fn files(&self) -> impl Iterator<Item = (&str, &[u8])> {
        self.files.iter().map(|(path, content)| (path.as_str(), &**content))
    }

    /// The file as text, by the path shown to people (`deploy/base/…`).
    #[must_use]
    pub fn text(&self, file: &str) -> Option<&Arc<Text>> {
        self.texts.get(file)
    }

    /// Every text file, by the path shown to people.
    pub fn texts(&self) -> impl Iterator<Item = &Arc<Text>> {
        self.texts.values()
    }

    /// Replaces the content of a file in memory, or adds the file; `None` takes it away.
    ///
    /// `file` is the path shown to people. Nothing is written, and nothing is rendered anew.
    pub fn set(&mut self, file: &str, content: Option<&str>) {
        let path = file.strip_prefix("deploy/").unwrap_or(file).to_owned();
        if let Some(content) = content {
            self.files.insert(path, content.as_bytes().into());
            self.texts.insert(file.to_owned(), Arc::new(Text::new(file, content)));
        } else {
            self.files.remove(&path);
            self.texts.remove(file);
        }
    }

    /// The overlays and their stages, in order: folders with a `kustomization.yaml`.
    #[must_use]
    pub fn stages(&self) -> Vec<(String, String)> {
        self.files
            .keys()
            .filter_map(|path| {
                let mut parts = path.split('/');
                match (parts.next(), parts.next(), parts.next(), parts.next(), parts.next()) {
                    (Some("overlays"), Some(overlay), Some(stage), Some("kustomization.yaml"), None) => {
                        Some((overlay.to_owned(), stage.to_owned()))
                    }
                    _ => None,
                }
            })
            .collect()
    }

    /// The digest over paths and contents.
    #[must_use]
    pub fn digest(&self) -> Digest {
        let mut hasher = Hasher::new();
        for (path, content) in &self.files {
            hasher.part(path.as_bytes());
            hasher.part(content);
        }
        hasher.finish()
    }
}

#[cfg(test)]
mod tests {
    use std::{fs, os::unix::fs::symlink};

    use super::*;

    fn tree() -> tempfile::TempDir {
        let dir = tempfile::tempdir().unwrap();
        let stage = dir.path().join("overlays/cluster-1-central/20-secrets");
        fs::create_dir_all(&stage).unwrap();
        fs::write(stage.join("kustomization.yaml"), "resources: []\n").unwrap();
        dir
    }

    #[test]
    fn an_example_stands_for_a_secret_wherever_the_secret_lies() {
        let dir = tree();
        let stage = dir.path().join("overlays/cluster-1-central/20-secrets");
        fs::write(stage.join("a.env.example"), "KEY=placeholder\n").unwrap();
        symlink("/nonexistent/secret", stage.join("a.env")).unwrap();
        let tree = SourceTree::read(dir.path()).unwrap();
        let found = tree.files().find(|(path, _)| path.ends_with("a.env")).unwrap().1;
        assert_eq!(found, b"KEY=placeholder\n");
        assert_eq!(tree.stages(), [("cluster-1-central".to_owned(), "20-secrets".to_owned())]);
    }

    #[test]
    fn a_link_to_a_folder_does_not_recurse() {
        let dir = tree();
        symlink("..", dir.path().join("overlays/loop")).unwrap();
        let error = SourceTree::read(dir.path()).unwrap_err();
        assert!(matches!(error, TreeError::FolderLink { .. }), "{error}");
    }

    #[test]
    fn a_link_out_of_the_tree_is_refused() {
        let dir = tree();
        symlink("/etc/hostname", dir.path().join("overlays/hostname")).unwrap();
        let error = SourceTree::read(dir.path()).unwrap_err();
        assert!(matches!(error, TreeError::Outside { .. }), "{error}");
    }
}
