//! Which crate may use which.

use std::collections::BTreeMap;

use conform_testkit::root;
use libtest_mimic::Failed;
use serde_json::Value;

use crate::{
    Outcome, layout,
    programs::{program, run, said},
};

/// What each crate may use of the others. What is not here may use nothing.
const ARROWS: &[(&str, &[&str])] = &[
    ("model", &[]),
    ("manifest", &["model"]),
    ("schema", &["model", "manifest"]),
    ("checks", &["model", "manifest", "schema"]),
    ("engine", &["model", "manifest", "checks"]),
    ("report", &["model", "manifest", "checks"]),
    ("prove", &["model", "manifest", "checks", "engine"]),
    ("testkit", &["model", "manifest", "checks", "engine", "prove", "report"]),
    ("cli", &["model", "manifest", "schema", "checks", "engine", "prove", "report"]),
    ("suite-manifest", &["model", "manifest", "schema", "checks", "engine", "prove", "report", "testkit"]),
    ("suite-live", &["testkit"]),
];

/// Crates of others that only these of ours may use: what a boundary keeps out.
const KEPT_OUT: &[(&str, &[&str])] = &[
    ("clap", &["cli"]),
    ("clap_complete", &["cli"]),
    ("clap_mangen", &["cli"]),
    ("anyhow", &["cli"]),
    ("anstream", &["cli"]),
    ("granit-parser", &["manifest"]),
    ("jsonschema", &["schema", "suite-manifest"]),
    ("k8s-openapi", &["schema"]),
    ("libtest-mimic", &["testkit", "suite-manifest", "suite-live"]),
    ("promql-parser", &["checks"]),
    ("signal-hook", &["manifest"]),
];

fn metadata() -> Result<Value, Failed> {
    let root = root();
    let mut command = program(env!("CARGO"), &root);
    command.args(["metadata", "--no-deps", "--offline", "--format-version", "1"]);
    let output = run(&mut command)?;
    if !output.status.success() {
        return Err(said(&output).into());
    }
    Ok(serde_json::from_slice(&output.stdout)?)
}

fn list<'a>(value: &'a Value, key: &str) -> &'a [Value] {
    value[key].as_array().map_or(&[], Vec::as_slice)
}

fn name(value: &Value) -> &str {
    value["name"].as_str().unwrap_or_default()
}

pub(crate) fn arrows() -> Outcome {
    let metadata = metadata()?;
    let allowed: BTreeMap<&str, &[&str]> = ARROWS.iter().copied().collect();
    let mut wrong = Vec::new();
    for package in list(&metadata, "packages") {
        let Some(own) = name(package).strip_prefix("conform-") else {
            wrong.push(format!("{} is not called conform-…", name(package)));
            continue;
        };
        let Some(may) = allowed.get(own) else {
            wrong.push(format!("{own} is a new crate; say in this test what it may use"));
            continue;
        };
        for dependency in list(package, "dependencies") {
            let other = name(dependency);
            let forbidden = match other.strip_prefix("conform-") {
                Some(other) => !may.contains(&other),
                None => KEPT_OUT.iter().any(|(kept, by)| *kept == other && !by.contains(&own)),
            };
            // What only tests of the crate use crosses no boundary of its own.
            let of_tests = dependency["kind"] == "dev" && !other.starts_with("conform-");
            if forbidden && !of_tests {
                wrong.push(format!("{own} must not use {other}"));
            }
        }
    }
    if wrong.is_empty() { Ok(()) } else { Err(wrong.join("\n").into()) }
}

/// Every feature of our crates, as `feature of crate`.
pub(crate) fn features() -> Result<Vec<String>, Failed> {
    let metadata = metadata()?;
    let mut features = Vec::new();
    for package in list(&metadata, "packages") {
        for feature in package["features"].as_object().into_iter().flat_map(serde_json::Map::keys) {
            features.push(format!("{feature} of {}", name(package)));
        }
    }
    features.sort();
    Ok(features)
}

/// Judging starts nothing and reads no clock: clippy refuses it, and nobody says otherwise.
pub(crate) fn processes_start_in_one_place() -> Outcome {
    let mut wrong = Vec::new();
    for file in layout::files()? {
        let pure = ["harness/model/", "harness/schema/", "harness/checks/", "harness/report/"]
            .iter()
            .any(|folder| file.path.starts_with(folder));
        if pure && file.path.ends_with(".rs") && file.text.contains("clippy::disallowed_methods") {
            wrong.push(file.path);
        }
    }
    if wrong.is_empty() {
        return Ok(());
    }
    Err(format!("crates that do nothing but compute excuse themselves from it: {wrong:?}").into())
}
