//! Unit tests of the alert rules, by promtool.

use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
    sync::OnceLock,
};

use conform_manifest::{Cache, Interrupt, tools, yaml};
use conform_testkit::root;
use libtest_mimic::{Failed, Trial};
use serde_json::json;

use crate::{
    Outcome,
    programs::{program, run, said},
};

/// Folders of alert rules, each with a folder `tests`.
fn folders() -> Vec<PathBuf> {
    let Ok(entries) = fs::read_dir(root().join("deploy/base")) else { return Vec::new() };
    let mut folders: Vec<PathBuf> = entries
        .filter_map(|entry| Some(entry.ok()?.path()))
        .filter(|path| path.file_name().is_some_and(|name| name.to_string_lossy().starts_with("alerts")))
        .collect();
    folders.sort();
    folders
}

fn names(folder: &Path, suffix: &str) -> BTreeSet<String> {
    let Ok(entries) = fs::read_dir(folder) else { return BTreeSet::new() };
    entries
        .filter_map(|entry| {
            let name = entry.ok()?.file_name().into_string().ok()?;
            name.strip_suffix(suffix).map(ToOwned::to_owned)
        })
        .filter(|name| name != "kustomization" && !name.ends_with(".test"))
        .collect()
}

/// A trial for each file of tests.
pub(crate) fn trials() -> Vec<Trial> {
    folders()
        .into_iter()
        .flat_map(|folder| {
            names(&folder.join("tests"), ".test.yaml").into_iter().map(move |name| {
                let folder = folder.clone();
                Trial::test(format!("rules::{name}"), move || promtool(&folder, &name))
            })
        })
        .collect()
}

/// Every file of rules has a file of tests, and the other way round.
pub(crate) fn every_file_is_tested() -> Outcome {
    let folders = folders();
    if folders.is_empty() {
        return Err("deploy/base has no folder of alert rules".into());
    }
    for folder in folders {
        let rules = names(&folder, ".yaml");
        let tests = names(&folder.join("tests"), ".test.yaml");
        if rules != tests {
            return Err(format!("{}: rules {rules:?}, tests {tests:?}", folder.display()).into());
        }
    }
    Ok(())
}

/// Found once per process: telling tools apart takes their digests.
fn promtool_path() -> Result<&'static Path, String> {
    static PROMTOOL: OnceLock<Result<PathBuf, String>> = OnceLock::new();
    let find = || {
        let cache = Cache::from_env().map_err(|error| error.to_string())?;
        let tool = tools::promtool(&cache, &Interrupt::never(), false, &|_| ());
        tool.map(|tool| tool.path).map_err(|error| error.to_string())
    };
    PROMTOOL.get_or_init(find).as_deref().map_err(Clone::clone)
}

/// Takes the groups out of the rule's object, as promtool wants them, and runs the tests over them.
fn promtool(folder: &Path, name: &str) -> Outcome {
    let tool = promtool_path()?;
    let work = tempfile::tempdir()?;
    let rules = folder.join(format!("{name}.yaml"));
    let text = yaml::Text::new(rules.display().to_string(), fs::read_to_string(&rules)?);
    let object = yaml::parse_one(&text)?;
    let groups = object.dig(&["spec", "groups"]).ok_or("the rules have no spec.groups")?.to_json();
    // JSON is YAML, too.
    fs::write(work.path().join(format!("{name}.rules.yaml")), json!({"groups": groups}).to_string())?;
    let test = work.path().join(format!("{name}.test.yaml"));
    fs::copy(folder.join("tests").join(format!("{name}.test.yaml")), &test)?;
    let output = run(program(tool, work.path()).args(["test", "rules"]).arg(&test))?;
    if output.status.success() { Ok(()) } else { Err(Failed::from(said(&output))) }
}
