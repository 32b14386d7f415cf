//! Shell scripts of the tree: shellcheck, their own tests, what they generate.

use std::{fs, path::PathBuf};

use conform_testkit::{context, root};
use libtest_mimic::Trial;

use crate::{
    Outcome, layout,
    programs::{left_out, on_path, program, run, said},
};

/// The exit code by which a test says that something it needs is missing.
const MISSING: i32 = 77;

/// A trial for each test that is a script: all of `deploy/scripts/tests`, and `*_test.sh` in bases.
pub(crate) fn trials() -> Vec<Trial> {
    let mut scripts: Vec<(String, PathBuf)> =
        vec![("scripts::own-tests".to_owned(), root().join("deploy/scripts/tests/run.sh"))];
    let bases = fs::read_dir(root().join("deploy/base")).into_iter().flatten().filter_map(Result::ok);
    let mut folders: Vec<PathBuf> = bases.map(|entry| entry.path().join("tests")).collect();
    folders.sort();
    for folder in folders {
        for entry in fs::read_dir(folder).into_iter().flatten().filter_map(Result::ok) {
            let name = entry.file_name().to_string_lossy().into_owned();
            if let Some(name) = name.strip_suffix("_test.sh") {
                scripts.push((format!("scripts::{}", name.replace('_', "-")), entry.path()));
            }
        }
    }
    scripts.into_iter().map(|(name, script)| Trial::test(name, move || passes(&script))).collect()
}

fn passes(script: &PathBuf) -> Outcome {
    let output = run(program("bash", &root()).arg(script))?;
    if output.status.code() == Some(MISSING) {
        left_out(said(&output).trim());
        return Ok(());
    }
    if output.status.success() { Ok(()) } else { Err(said(&output).into()) }
}

/// shellcheck over every script, where it is on `PATH`; `.ci/run` brings it.
pub(crate) fn shellcheck() -> Outcome {
    let Some(shellcheck) = on_path("shellcheck") else {
        left_out("shellcheck is not on PATH");
        return Ok(());
    };
    let root = root();
    let scripts: Vec<String> = layout::files()?
        .into_iter()
        .filter(|file| file.path.ends_with(".sh") || file.text.starts_with("#!/usr/bin/env bash"))
        .map(|file| file.path)
        .collect();
    let output = run(program(shellcheck, &root).args(&scripts))?;
    if output.status.success() { Ok(()) } else { Err(said(&output).into()) }
}

/// The list of images to be loaded on nodes without internet is what the generator makes of the
/// render.
pub(crate) fn preload_list_is_current() -> Outcome {
    let context = context()?;
    let root = root();
    let work = tempfile::tempdir()?;
    for stage in &context.stack.stages {
        let file = work.path().join(&stage.text.file);
        if let Some(folder) = file.parent() {
            fs::create_dir_all(folder)?;
        }
        fs::write(file, &stage.text.content)?;
    }
    let output = run(program("bash", &root).arg("deploy/scripts/list-images.sh").arg(work.path()))?;
    if !output.status.success() {
        return Err(said(&output).into());
    }
    let found = fs::read_to_string(root.join("deploy/images/preload.txt"))?;
    let made = String::from_utf8_lossy(&output.stdout);
    if found == made {
        return Ok(());
    }
    let lines = |text: &str| text.lines().map(ToOwned::to_owned).collect::<std::collections::BTreeSet<_>>();
    let (found, made) = (lines(&found), lines(&made));
    Err(format!(
        "deploy/images/preload.txt is stale; it lacks {:?} and should not have {:?}",
        made.difference(&found).collect::<Vec<_>>(),
        found.difference(&made).collect::<Vec<_>>()
    )
    .into())
}
