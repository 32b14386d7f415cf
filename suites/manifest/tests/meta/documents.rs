//! Documents that are generated, and what documents promise.

use conform_checks::CLAUSES;
use conform_prove::cases;
use conform_report::{clauses_document, seed_errors_document};
use conform_testkit::{fixtures, root};

use crate::{Outcome, layout};

pub(crate) fn clauses_are_current() -> Outcome {
    current("docs/CLAUSES.md", &clauses_document(CLAUSES))
}

pub(crate) fn seed_errors_are_current() -> Outcome {
    let contracts = conform_engine::load_contracts(&root().join("contracts"))?;
    let cases = cases(&fixtures())?;
    let of = |id: &str| {
        let own = cases.iter().filter(|case| case.clause == id);
        own.map(|case| case.name.as_str()).collect()
    };
    current("docs/SEED-ERRORS.md", &seed_errors_document(&contracts.seed_errors, &of))
}

fn current(path: &str, text: &str) -> Outcome {
    if std::fs::read_to_string(root().join(path))? == text {
        return Ok(());
    }
    Err(format!("{path} is stale; `conform docs` writes it").into())
}

/// Relative links of the documents lead to files of the repository.
pub(crate) fn links_lead_somewhere() -> Outcome {
    let root = root();
    let mut wrong = Vec::new();
    for file in layout::files()? {
        if !file.path.ends_with(".md") {
            continue;
        }
        let folder = root.join(&file.path);
        let folder = folder.parent().unwrap_or(&root);
        for part in file.text.split("](").skip(1) {
            let target = part.split([')', '#', ' ']).next().unwrap_or_default();
            let elsewhere = target.is_empty() || target.contains("://") || target.starts_with("mailto:");
            if !elsewhere && !folder.join(target).exists() {
                wrong.push(format!("{}: {target}", file.path));
            }
        }
    }
    if wrong.is_empty() { Ok(()) } else { Err(format!("links to nothing:\n{}", wrong.join("\n")).into()) }
}

/// The toolchain is the one that the workspace names as its minimum.
pub(crate) fn toolchain() -> Outcome {
    let read = |name: &str| std::fs::read_to_string(root().join(name));
    let value = |text: &str, key: &str| {
        text.lines()
            .find_map(|line| line.trim().strip_prefix(key)?.trim().strip_prefix('='))
            .map(|value| value.trim().trim_matches('"').to_owned())
            .unwrap_or_default()
    };
    let least = value(&read("Cargo.toml")?, "rust-version");
    let pinned = value(&read("rust-toolchain.toml")?, "channel");
    if !least.is_empty() && pinned.starts_with(&least) {
        return Ok(());
    }
    Err(format!("Cargo.toml asks for Rust {least}, rust-toolchain.toml pins {pinned}").into())
}
