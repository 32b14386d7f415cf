//! The repository's folders and what may not stand in any file.

use std::path::Path;

use conform_testkit::root;
use libtest_mimic::Failed;

use crate::Outcome;

/// A text file of the repository.
pub(crate) struct File {
    /// Path below the root.
    pub(crate) path: String,
    /// Content.
    pub(crate) text: String,
}

/// Folders that hold nothing of the repository.
const SKIPPED: &[&str] = &["target", ".git", ".conform", "deploy/charts"];

/// Every text file, without what an operator puts beside an example and without build results.
pub(crate) fn files() -> Result<Vec<File>, Failed> {
    let root = root();
    let mut files = Vec::new();
    walk(&root, &root, &mut files)?;
    files.sort_by(|left, right| left.path.cmp(&right.path));
    Ok(files)
}

fn walk(root: &Path, folder: &Path, files: &mut Vec<File>) -> Result<(), Failed> {
    for entry in std::fs::read_dir(folder)? {
        let path = entry?.path();
        let relative = path.strip_prefix(root).unwrap_or(&path).to_string_lossy().replace('\\', "/");
        if SKIPPED.contains(&relative.as_str()) || path.is_symlink() {
            continue;
        }
        if path.is_dir() {
            walk(root, &path, files)?;
            continue;
        }
        let mut example = path.clone().into_os_string();
        example.push(".example");
        if Path::new(&example).exists() {
            continue;
        }
        if let Ok(text) = String::from_utf8(std::fs::read(&path)?) {
            files.push(File { path: relative, text });
        }
    }
    Ok(())
}

/// What the root holds, so that a stranger finds it.
const ROOT: &[&str] = &[
    ".ci/run",
    ".config/nextest.toml",
    "CHANGELOG.md",
    "Cargo.lock",
    "Cargo.toml",
    "Justfile",
    "LICENSE",
    "README.md",
    "clippy.toml",
    "contracts/exceptions.yaml",
    "contracts/network.yaml",
    "contracts/requirements.yaml",
    "contracts/seed-errors.yaml",
    "contracts/topology.yaml",
    "contracts/waivers.yaml",
    "deny.toml",
    "deploy/README.md",
    "deploy/base",
    "deploy/images",
    "deploy/overlays",
    "deploy/scripts/backup-s3.sh",
    "deploy/scripts/deploy-cluster.sh",
    "deploy/scripts/install-minikube.sh",
    "deploy/scripts/validate-deployment.sh",
    "docs/ARCHITECTURE.md",
    "docs/adr",
    "docs/reference.md",
    "docs/schemas/check.schema.json",
    "docs/schemas/record.schema.json",
    "fixtures/charts",
    "fixtures/negative",
    "harness",
    "rust-toolchain.toml",
    "suites/live",
    "suites/manifest",
];

/// The folders and files that the architecture names are there.
pub(crate) fn root_is_complete() -> Outcome {
    let root = root();
    let missing: Vec<&str> = ROOT.iter().copied().filter(|path| !root.join(path).exists()).collect();
    if missing.is_empty() { Ok(()) } else { Err(format!("the repository has no {missing:?}").into()) }
}

/// Lines that a source file of ours may have; 500 are the aim.
const LINES: usize = 800;

pub(crate) fn sizes() -> Outcome {
    let long: Vec<String> = files()?
        .iter()
        .filter(|file| file.path.ends_with(".rs") || file.path.ends_with(".sh"))
        .filter(|file| file.text.lines().count() > LINES)
        .map(|file| file.path.clone())
        .collect();
    if long.is_empty() { Ok(()) } else { Err(format!("longer than {LINES} lines: {long:?}").into()) }
}

/// No file depends on a place outside of the repository. The needles are written in two parts, so
/// that this file does not hold them.
pub(crate) fn no_foreign_paths() -> Outcome {
    let needles = [concat!("../", "shared"), concat!("/work", "/shared"), concat!("/work", "/main")];
    let mut wrong = Vec::new();
    for file in files()? {
        for needle in needles {
            if file.text.contains(needle) {
                wrong.push(format!("{}: {needle}", file.path));
            }
        }
    }
    if wrong.is_empty() { Ok(()) } else { Err(wrong.join("\n").into()) }
}

/// Nothing that has the shape of a credential.
pub(crate) fn no_secrets() -> Outcome {
    let mut wrong = Vec::new();
    for file in files()? {
        for (at, line) in file.text.lines().enumerate() {
            if let Some(what) = secret(line) {
                wrong.push(format!("{}:{}: {what}", file.path, at + 1));
            }
        }
    }
    if wrong.is_empty() { Ok(()) } else { Err(wrong.join("\n").into()) }
}

/// What a line seems to give away.
fn secret(line: &str) -> Option<&'static str> {
    if line.contains(concat!("-----", "BEGIN")) && line.contains(concat!("PRIVATE", " KEY-----")) {
        return Some("a private key");
    }
    for prefix in [concat!("AK", "IA"), concat!("AS", "IA")] {
        let key = |tail: &str| {
            tail.chars().take_while(|c| c.is_ascii_uppercase() || c.is_ascii_digit()).count() >= 16
        };
        if line.match_indices(prefix).any(|(at, _)| key(&line[at + prefix.len()..])) {
            return Some("an access key");
        }
    }
    for part in line.split("://").skip(1) {
        let authority = part.split(['/', ' ', '"', '\'', '`', '<', '>', ')']).next().unwrap_or_default();
        if let Some((user, _)) = authority.rsplit_once('@')
            && let Some((_, password)) = user.split_once(':')
            && !password.is_empty()
            // A variable or a placeholder is none.
            && !password.contains(['$', '{', '*', '…'])
        {
            return Some("a URL with a password");
        }
    }
    for prefix in
        [concat!("gh", "p_"), concat!("github", "_pat_"), concat!("xox", "b-"), concat!("gl", "pat-")]
    {
        let token = |tail: &str| tail.chars().take_while(char::is_ascii_alphanumeric).count() >= 16;
        if line.match_indices(prefix).any(|(at, _)| token(&line[at + prefix.len()..])) {
            return Some("an access token");
        }
    }
    None
}
