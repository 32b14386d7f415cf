//! Which files are meant, and what they hold.

use std::{
    collections::BTreeSet,
    io::Read as _,
    path::{Path, PathBuf},
    sync::{
        OnceLock,
        atomic::{AtomicUsize, Ordering},
    },
    thread,
};

use anyhow::Context as _;
use conform_manifest::yaml::{self, Document, Node, ParseError, Text};
use conform_model::ClassKey;
use conform_schema::{Catalog, is_crd};

/// The path that means stdin.
const STDIN: &str = "-";

/// A path on the command line that leads nowhere.
#[derive(Debug)]
pub(super) struct NoSuchPath(String);

impl std::fmt::Display for NoSuchPath {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

/// A file with its documents, or why it has none.
pub(super) struct File {
    pub(super) text: Text,
    pub(super) documents: Result<Vec<Document>, ParseError>,
}

impl File {
    pub(super) fn readable(&self) -> bool {
        self.documents.is_ok()
    }

    /// Every object of the file, lists taken apart as far as their items name their own kind.
    fn objects(&self) -> Vec<&Node> {
        let mut found = Vec::new();
        let mut open: Vec<&Node> = self.documents.iter().flatten().map(|document| &document.root).collect();
        while let Some(node) = open.pop() {
            if let Some(items) = items(node) {
                open.extend(items);
            }
            found.push(node);
        }
        found.reverse();
        found
    }

    /// Adds the custom kinds that the file defines; returns how many.
    pub(super) fn add_crds(&self, catalog: &mut Catalog) -> usize {
        self.objects().into_iter().filter(|node| is_crd(node)).map(|node| catalog.add_crd(node).len()).sum()
    }

    /// The classes of the file's objects.
    pub(super) fn classes(&self) -> BTreeSet<ClassKey> {
        self.objects().into_iter().filter_map(class).collect()
    }
}

/// The class that an object names.
pub(super) fn class(node: &Node) -> Option<ClassKey> {
    let api_version = node.dig_str(&["apiVersion"]).filter(|text| !text.is_empty())?;
    let kind = node.dig_str(&["kind"]).filter(|text| !text.is_empty())?;
    Some(ClassKey::new(api_version, kind))
}

/// The items of an object whose kind says that it is a list.
pub(super) fn items(node: &Node) -> Option<&[Node]> {
    node.dig_str(&["kind"])?.strip_suffix("List")?;
    node.get("items")?.as_seq()
}

/// The files meant by some paths: each once, sorted by path.
pub(super) fn collect(paths: &[PathBuf]) -> Result<Vec<PathBuf>, NoSuchPath> {
    let mut files = BTreeSet::new();
    for path in paths {
        if path.as_os_str() == STDIN || path.is_file() {
            files.insert(path.clone());
        } else if path.is_dir() {
            walk(path, &mut files)?;
        } else if path.exists() {
            // A pipe, such as the shell's <(…).
            files.insert(path.clone());
        } else {
            return Err(NoSuchPath(format!("{} does not exist", path.display())));
        }
    }
    Ok(files.into_iter().collect())
}

/// Links to files count, links to folders do not: they may lead in circles.
fn walk(folder: &Path, files: &mut BTreeSet<PathBuf>) -> Result<(), NoSuchPath> {
    let failed = |error: std::io::Error| NoSuchPath(format!("cannot read {}: {error}", folder.display()));
    for entry in std::fs::read_dir(folder).map_err(failed)? {
        let entry = entry.map_err(failed)?;
        let path = entry.path();
        let kind = entry.file_type().map_err(failed)?;
        let manifest = path.extension().is_some_and(|it| it == "yaml" || it == "yml" || it == "json");
        if kind.is_dir() {
            walk(&path, files)?;
        } else if manifest && path.is_file() {
            files.insert(path);
        }
    }
    Ok(())
}

/// Reads and parses files, several at a time, in the order given.
pub(super) fn read(paths: &[PathBuf], jobs: usize) -> anyhow::Result<Vec<File>> {
    parallel(paths, jobs, |path| load(path)).into_iter().collect()
}

/// Applies a function to every item on several threads; the results keep the order of the items.
pub(super) fn parallel<T: Sync, R: Send + Sync>(
    items: &[T],
    jobs: usize,
    work: impl Fn(&T) -> R + Sync,
) -> Vec<R> {
    let next = AtomicUsize::new(0);
    let slots: Vec<OnceLock<R>> = items.iter().map(|_| OnceLock::new()).collect();
    let worker = || {
        loop {
            let at = next.fetch_add(1, Ordering::Relaxed);
            let (Some(item), Some(slot)) = (items.get(at), slots.get(at)) else { break };
            let _already_set = slot.set(work(item));
        }
    };
    thread::scope(|scope| {
        for _ in 1..jobs.min(items.len()) {
            scope.spawn(worker);
        }
        worker();
    });
    slots.into_iter().filter_map(OnceLock::into_inner).collect()
}

fn load(path: &Path) -> anyhow::Result<File> {
    let (name, bytes) = if path.as_os_str() == STDIN {
        let mut bytes = Vec::new();
        std::io::stdin().lock().read_to_end(&mut bytes).context("cannot read stdin")?;
        ("stdin".to_owned(), bytes)
    } else {
        let bytes = std::fs::read(path).with_context(|| format!("cannot read {}", path.display()))?;
        (path.display().to_string(), bytes)
    };
    match String::from_utf8(bytes) {
        Ok(content) => {
            let text = Text::new(name, content);
            let documents = yaml::parse(&text);
            Ok(File { text, documents })
        }
        Err(error) => {
            let at = error.utf8_error().valid_up_to();
            let content = String::from_utf8_lossy(error.as_bytes()).into_owned();
            let text = Text::new(name, content);
            let start = u32::try_from(at).unwrap_or(u32::MAX);
            let (line, column) = text.line_column(start);
            let span = conform_model::Span { start, end: start };
            let message = "the file is not UTF-8; Kubernetes manifests are".to_owned();
            let documents = Err(ParseError { file: text.file.clone(), line, column, span, message });
            Ok(File { text, documents })
        }
    }
}
