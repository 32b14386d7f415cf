//! `conform list`, `explain`, `matrix`, `docs`, `completions` and `man` as their users run them.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

#[expect(dead_code, reason = "what other tests of the program use")]
mod world;

use std::{fs, path::Path};

use rstest::rstest;
use serde_json::Value;
use world::{Done, World, bundled};

fn conform(world: &World, arguments: &[&str]) -> Done {
    world.finish(world.bare(arguments).current_dir(bundled()))
}

fn holds(schema: &str, text: &str) -> Value {
    let path = bundled().join("../docs/schemas").join(schema);
    let schema: Value = serde_json::from_str(&fs::read_to_string(path).unwrap()).unwrap();
    let value: Value = serde_json::from_str(text).unwrap();
    let validator = jsonschema::validator_for(&schema).unwrap();
    let wrong: Vec<String> = validator.iter_errors(&value).map(|error| error.to_string()).collect();
    assert!(wrong.is_empty(), "{wrong:?}");
    value
}

#[test]
fn clauses_are_listed_by_what_they_are_asked_for() {
    let world = World::over(&bundled());
    let all = holds("list.schema.json", &conform(&world, &["list", "--format", "json"]).stdout);
    let count = all["clauses"].as_array().unwrap().len();
    let some = ["list", "--requirement", "FR-004", "--contract", "kube-prometheus-stack"];
    let done = conform(&world, &some);
    assert_eq!(done.code, 0, "{done:?}");
    assert!(done.stdout.starts_with("kube-prometheus-stack."), "{done:?}");
    assert!(done.stdout.contains("kube-prometheus-stack.local-retention"), "{done:?}");
    assert!(done.stdout.ends_with(&format!(" of {count} clauses\n")), "{done:?}");
    assert!(!done.stdout.contains("thanos-deployment"), "{done:?}");
}

#[rstest]
#[case(&["list", "--requirement", "FR-999"], 2, "no requirement is called `FR-999`")]
#[case(&["list", "--requirement", "T042"], 3, "the selection is empty")]
#[case(&["explain", "tree.no-such"], 2, "no clause, requirement or contract is called")]
#[case(&["explain", "tree.no-"], 2, "begins several: tree.no-bare-pods, tree.no-")]
#[case(&["matrix", "--fixtures", "/nonexistent"], 2, "no folder of faults at /nonexistent")]
#[case(&["matrix", "--as-of", "2031-01-01"], 1, "the waiver of T042 expired on ")]
#[case(&["completions", "cmd"], 2, "invalid value 'cmd'")]
fn what_cannot_be_shown_is_said(#[case] arguments: &[&str], #[case] code: i32, #[case] message: &str) {
    let done = conform(&World::over(&bundled()), arguments);
    assert_eq!(done.code, code, "{done:?}");
    assert!(done.stderr.contains(message), "{done:?}");
}

#[rstest]
#[case("no-hooks", &["tree.no-hooks (must)", "judged from   render", "design: 26 (", "## How to fix"])]
#[case("FR-002", &["inferred     the design names it", "clauses judge it", "longhorn-deployment."])]
#[case("T042", &["T042 (task)", "answers", "0 clauses judge it"])]
#[case("longhorn-deployment", &["requires    minikube-install, gated by", "objective   claim-bound", "< 60 s"])]
#[case("tree", &["MinIO: not ours", "no longer maintained"])]
fn what_is_named_is_explained(#[case] id: &str, #[case] words: &[&str]) {
    let done = conform(&World::over(&bundled()), &["explain", id]);
    assert_eq!(done.code, 0, "{done:?}");
    for word in words {
        let word = if *word == "answers" { "waived       by" } else { word };
        assert!(done.stdout.contains(word), "{word}: {done:?}");
    }
}

/// A record of one clause in a run, as `check` writes it.
fn record(folder: &Path, run: &str, verdict: &str, version: u32) {
    let digest = format!("sha256:{}", "0".repeat(64));
    let text = format!(
        r#"{{"version": {version}, "run": "{run}", "clause": {{"id": "tree.no-hooks", "contract": "tree", "title": "t",
        "level": "must", "requirements": []}}, "started": "2026-11-22T00:00:00Z", "finished": null, "verdict": "{verdict}",
        "findings": [{{"message": "a hook", "location": {{"file": "a.yaml", "line": 3, "column": 1, "span": {{"start": 0, "end": 1}}}}}}],
        "evidence": [], "inputs": {{"render": "{digest}", "contracts": "{digest}", "tools": [], "charts": []}}}}"#
    );
    let folder = folder.join(run);
    fs::create_dir_all(&folder).unwrap();
    fs::write(folder.join("tree.no-hooks.json"), text).unwrap();
}

#[test]
fn the_last_verdict_is_that_of_the_youngest_run_that_has_one() {
    let world = World::over(&bundled());
    let runs = world.cache().join("runs");
    let explain = || conform(&world, &["explain", "tree.no-hooks"]);
    assert!(explain().stdout.contains("last verdict  none"), "{:?}", explain());
    record(&runs, "aaaaaaaaa-1", "pass", 1);
    record(&runs, "aaaaaaaab-1", "fail", 1);
    fs::create_dir_all(runs.join("aaaaaaaac-1")).unwrap();
    let done = explain();
    assert!(done.stdout.contains("last verdict  fail, run aaaaaaaab-1"), "{done:?}");
    assert!(done.stdout.contains("a.yaml:3: a hook"), "{done:?}");
    record(&runs, "aaaaaaaad-1", "pass", 2);
    let done = explain();
    assert_eq!(done.code, 70, "{done:?}");
    assert!(done.stderr.contains("its version is 2"), "{done:?}");
}

#[test]
fn the_matrix_reads_both_ways_and_names_inferred_texts() {
    let world = World::over(&bundled());
    let day = ["--as-of", "2026-11-22"];
    let run = |arguments: &[&str]| {
        let done = conform(&world, &[&["matrix"], &day[..], arguments].concat());
        assert_eq!(done.code, 0, "{done:?}");
        done.stdout
    };
    let value = holds("matrix.schema.json", &run(&["--format", "json"]));
    let requirement = |id: &str| {
        let all = value["requirements"].as_array().unwrap();
        all.iter().find(|one| one["id"] == id).unwrap().clone()
    };
    assert_eq!(requirement("FR-008")["inferred"], true);
    assert_eq!(requirement("T043")["standing"], "waived");
    assert_eq!(requirement("PG-PVC")["standing"], "live");
    let human = run(&[]);
    assert!(human.contains("FR-008 (inferred) [judged]"), "{human}");
    assert!(human.contains("texts inferred: FR-002, FR-003, FR-008\n"), "{human}");
    assert!(run(&["--by", "clause"]).contains("tree.no-hooks\n  requirements: "), "{human}");
    assert!(run(&["--format", "markdown"]).contains("| FR-008 (inferred) | "), "{human}");
    assert!(run(&["--format", "markdown", "--by", "clause"]).contains("| `tree.no-hooks` | must | "));
}

#[test]
fn generated_documents_are_written_and_checked() {
    let world = World::over(&bundled());
    let folder = world.path("docs");
    fs::create_dir_all(&folder).unwrap();
    let docs =
        |check: &[&str]| conform(&world, &[&["docs", "--docs", folder.to_str().unwrap()], check].concat());
    assert_eq!(docs(&[]).code, 0);
    assert_eq!(docs(&["--check"]).code, 0);
    fs::write(folder.join("SEED-ERRORS.md"), "something else").unwrap();
    let done = docs(&["--check"]);
    assert_eq!(done.code, 1, "{done:?}");
    assert!(done.stderr.contains("SEED-ERRORS.md is stale"), "{done:?}");
}

#[test]
fn completions_and_manual_pages_know_every_verb() {
    let world = World::over(&bundled());
    let done = conform(&world, &["completions", "bash"]);
    assert!(done.code == 0 && done.stdout.contains("conform__"), "{done:?}");
    let done = conform(&world, &["man"]);
    assert!(done.code == 0 && done.stdout.contains(".TH conform 1"), "{done:?}");
    let folder = world.path("man");
    let done = conform(&world, &["man", "--out", folder.to_str().unwrap()]);
    assert_eq!(done.code, 0, "{done:?}");
    assert!(folder.join("conform-check.1").exists() && folder.join("conform-matrix.1").exists());
}
