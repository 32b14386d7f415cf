//! `conform prove` over the bundled tree, with its own faults and with others.

#[expect(dead_code, reason = "what other tests of the program use")]
mod world;

use std::{fs, path::Path, sync::OnceLock};

use rstest::rstest;
use serde_json::Value;
use world::{Done, World, bundled};

/// One world for all, so that the tree is rendered once.
fn world() -> &'static World {
    static WORLD: OnceLock<World> = OnceLock::new();
    WORLD.get_or_init(|| World::over(&bundled()))
}

fn prove(arguments: &[&str]) -> Done {
    let mut all = vec!["prove", "--as-of", "2026-11-22"];
    all.extend(arguments);
    world().run(&all)
}

/// A folder of faults with one in it.
#[expect(clippy::unwrap_used, reason = "a test whose faults cannot be written has failed")]
fn fault(folder: &Path, clause: &str, seed: &str) -> String {
    let case = folder.join(clause).join("case");
    fs::create_dir_all(&case).unwrap();
    fs::write(case.join("seed.yaml"), seed).unwrap();
    folder.to_str().unwrap().to_owned()
}

#[test]
fn faults_of_a_contract_are_caught_and_counted_by_class() {
    let done = prove(&["--clause", "thanos-deployment.endpoints", "--format", "json"]);
    assert_eq!(done.code, 0, "{done:?}");
    let result: Value = serde_json::from_str(&done.stdout).unwrap();
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let schema = fs::read_to_string(root.join("docs/schemas/prove.schema.json")).unwrap();
    let schema: Value = serde_json::from_str(&schema).unwrap();
    let validator = jsonschema::validator_for(&schema).unwrap();
    let wrong: Vec<String> = validator.iter_errors(&result).map(|error| error.to_string()).collect();
    assert!(wrong.is_empty(), "{wrong:?}");
    let faults = result["faults"].as_array().unwrap();
    assert!(faults.len() > 1 && faults.iter().all(|fault| fault["reaction"] == "named"), "{done:?}");
    assert_eq!(result["twins"], Value::Null);
}

#[test]
fn the_matrix_has_a_row_for_each_clause() {
    let file = world().path("matrix.csv");
    let file = file.to_str().unwrap();
    let done = prove(&["--clause", "tree.no-hooks", "--matrix", file]);
    assert_eq!(done.code, 0, "{done:?}");
    assert!(done.stdout.starts_with("over STAND-IN charts, not the real ones: "), "{done:?}");
    let text = fs::read_to_string(file).unwrap();
    let head = text.lines().next().unwrap();
    assert!(head.starts_with("clause,\"tree.no-hooks/"), "{head}");
    assert!(text.lines().any(|line| line.starts_with("tree.no-hooks,1")), "{text}");
    assert!(text.lines().any(|line| line.starts_with("tree.no-bare-pods,0")), "{text}");
    let file = world().path("matrix.json");
    let done = prove(&["--clause", "tree.no-hooks", "--quiet", "--matrix", file.to_str().unwrap()]);
    assert_eq!((done.code, done.stderr.as_str()), (0, ""), "{done:?}");
    let matrix: Value = serde_json::from_str(&fs::read_to_string(file).unwrap()).unwrap();
    assert!(matrix["rows"]["tree.no-hooks"].as_array().is_some_and(|row| !row.is_empty()), "{matrix}");
}

const LABEL: &str = "op: add, path: /metadata/annotations, value: {nobody: cares}";

#[rstest]
#[case::nobody_notices("tree.no-hooks", LABEL, 1, "survived[tree.no-hooks/case]: s\n")]
#[case::another_notices(
    "tree.no-hooks",
    "op: replace, path: /spec/externalLabels/cluster, value: 198-edge",
    0,
    "caught by another[tree.no-hooks/case]: s (by "
)]
#[case::nothing_changes(
    "tree.no-hooks",
    "op: replace, path: /spec/externalLabels/cluster, value: 197-edge",
    1,
    "not seeded[tree.no-hooks/case]: tree.no-hooks/case/seed.yaml:3: Prometheus monitoring/kps-prometheus of 197-edge: the patch changes nothing\n"
)]
fn what_is_not_caught_is_told(
    #[case] clause: &str,
    #[case] op: &str,
    #[case] code: i32,
    #[case] words: &str,
) {
    let folder = tempfile::tempdir().unwrap();
    let seed = format!(
        "story: s\nsteps:\n- patch: {{cluster: 197-edge, object: Prometheus monitoring/kps-prometheus, ops: [{{{op}}}]}}\n"
    );
    // One fault cannot tell all clauses apart; the filter says that there may be more.
    let faults = fault(folder.path(), clause, &seed);
    fault(folder.path(), "tree.no-bare-pods", "story: t\nsteps:\n- drop: {cluster: all}\n");
    let done = prove(&["--fixtures", &faults, "--clause", clause]);
    assert_eq!(done.code, code, "{done:?}");
    assert!(done.stdout.contains(words), "{done:?}");
    assert!(
        done.stdout.contains("whether two clauses catch the same is only told over all faults"),
        "{done:?}"
    );
}

#[test]
fn clauses_that_no_fault_tells_apart_are_named() {
    let folder = tempfile::tempdir().unwrap();
    let seed = "story: s\nsteps:\n- drop: {cluster: all}\n";
    let faults = fault(folder.path(), "tree.objects-unique", seed);
    let done = prove(&["--fixtures", &faults]);
    assert_eq!(done.code, 1, "{done:?}");
    assert!(done.stdout.contains("no fault tells these clauses apart: "), "{done:?}");
}

#[test]
fn a_finding_before_any_fault_fails() {
    let out = world().path("prove-render");
    let out = out.to_str().unwrap();
    assert_eq!(world().run(&["render", "--out", out]).code, 0);
    let file = Path::new(out).join("cluster-197-edge/50-kps.yaml");
    let text = fs::read_to_string(&file).unwrap();
    fs::write(&file, text.replace("    cluster: 197-edge\n", "    cluster: 198-edge\n")).unwrap();
    let done = prove(&["--rendered", out, "--clause", "tree.no-hooks"]);
    assert_eq!(done.code, 1, "{done:?}");
    let words = "on the clean stack kube-prometheus-stack.external-label-is-cluster is fail";
    assert!(done.stdout.contains(words), "{done:?}");
}

#[rstest]
#[case::of_no_clause(&["--clause", "tree.no-such"], 2, "no clause is called or begins with `tree.no-such`")]
#[case::in_no_folder(&["--fixtures", "/nonexistent"], 2, "name it by --fixtures DIR")]
#[case::of_nothing(&["--clause", "tree.no-hooks", "--contract", "thanos-deployment"], 3, "the selection is empty")]
#[case::into_what(&["--matrix", "a.txt"], 2, "the file's name ends with .json or .csv")]
fn a_wrong_command_line(#[case] arguments: &[&str], #[case] code: i32, #[case] words: &str) {
    let done = prove(arguments);
    assert_eq!(done.code, code, "{done:?}");
    assert!(done.stderr.contains(words), "{done:?}");
}
