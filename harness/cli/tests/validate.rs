//! `conform validate` as its users run it.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::{
    fs,
    io::Write as _,
    path::Path,
    process::{Command, Stdio},
};

use rstest::rstest;
use serde_json::Value;
use tempfile::TempDir;

const POD: &str = "apiVersion: v1\nkind: Pod\nmetadata: {name: p, namespace: ns}\nspec:\n  containers:\n  - {name: c, image: i}\n";
const BAD: &str = "apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: d\n  namespace: ns\nspec:\n  replica: 1\n  selector: {}\n  template: {}\n";
const CRD: &str = "apiVersion: apiextensions.k8s.io/v1\nkind: CustomResourceDefinition\nmetadata: {name: things.x.io}\n\
spec:\n  group: x.io\n  scope: Namespaced\n  names: {kind: Thing, plural: things}\n  versions:\n  - name: v1\n    served: true\n    storage: true\n    \
schema:\n      openAPIV3Schema: {type: object, properties: {spec: {type: integer}}}\n";
const THING: &str = "apiVersion: x.io/v1\nkind: Thing\nmetadata: {name: t}\nspec: 1\n";

struct Ran {
    code: i32,
    stdout: String,
    stderr: String,
}

/// Runs the binary in a folder, with nothing of the environment and with something on stdin.
#[expect(clippy::disallowed_methods, reason = "the test is about the program")]
fn conform(folder: &Path, args: &[&str], stdin: &[u8]) -> Ran {
    let mut child = Command::new(env!("CARGO_BIN_EXE_conform"))
        .arg("validate")
        .args(args)
        .current_dir(folder)
        .env_clear()
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    // A run that never reads stdin may be gone by now.
    let _closed = child.stdin.take().unwrap().write_all(stdin);
    let output = child.wait_with_output().unwrap();
    Ran {
        code: output.status.code().unwrap(),
        stdout: String::from_utf8(output.stdout).unwrap(),
        stderr: String::from_utf8(output.stderr).unwrap(),
    }
}

/// A folder with files.
fn folder(files: &[(&str, &[u8])]) -> TempDir {
    let folder = TempDir::new().unwrap();
    for (name, content) in files {
        let path = folder.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, content).unwrap();
    }
    folder
}

/// Every object's status in the order of the report.
fn statuses(folder: &Path, args: &[&str]) -> Vec<String> {
    let ran = conform(folder, &[args, &["--format", "json"]].concat(), b"");
    let report: Value =
        serde_json::from_str(&ran.stdout).unwrap_or_else(|error| panic!("{error}: {}", ran.stderr));
    assert_eq!(report["exit"], ran.code);
    let objects = report["objects"].as_array().unwrap();
    objects
        .iter()
        .map(|it| format!("{} {}", it["file"].as_str().unwrap(), it["status"].as_str().unwrap()))
        .collect()
}

#[rstest]
#[case::valid(POD, 0, "")]
#[case::invalid(BAD, 1, "unknown field `replica`")]
#[case::no_schema(THING, 1, "no schema for x.io/v1 Thing")]
#[case::nothing("# nothing\n---\n---\n", 3, "")]
#[case::no_object("- 1\n", 1, "expected a Kubernetes object, found array")]
#[case::no_kind("apiVersion: v1\n", 1, "not a Kubernetes object: `kind` is missing or no string")]
#[case::no_api_version("kind: Pod\n", 1, "not a Kubernetes object: `apiVersion` is missing or no string")]
#[case::duplicate_key(
    "apiVersion: v1\nkind: Pod\nkind: Pod\n",
    1,
    "duplicate key `kind`, first set in line 2"
)]
#[case::cut_off("apiVersion: v1\nkind: {\n", 1, "stdin:")]
#[case::tab("apiVersion: v1\n\tkind: Pod\n", 1, "found a tab")]
#[case::boolean_by_chance(
    "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: on}\n",
    1,
    "unquoted y, n, yes, no, on, off, true and false are booleans"
)]
#[case::nul_byte("apiVersion: v1\nkind: \"a\0b\"\n", 1, "stdin")]
fn stdin_is_judged(#[case] manifest: &str, #[case] code: i32, #[case] expected: &str) {
    let folder = folder(&[]);
    let ran = conform(folder.path(), &["-"], manifest.as_bytes());
    assert_eq!(ran.code, code, "{}{}", ran.stdout, ran.stderr);
    assert!(ran.stdout.contains(expected), "{}", ran.stdout);
}

#[test]
fn a_finding_shows_its_line() {
    let folder = folder(&[("d.yaml", BAD.as_bytes())]);
    let ran = conform(folder.path(), &["d.yaml"], b"");
    assert_eq!(
        ran.stdout,
        "error: unknown field `replica`
 --> d.yaml:7:3
  |
7 |   replica: 1
  |   ^^^^^^^
  |
  = note: Deployment ns/d at /spec/replica
  = help: did you mean `replicas`?

"
    );
    assert_eq!(ran.stderr, "1 object in 1 file, Kubernetes 1.35: 1 invalid\n");
}

#[test]
fn folders_are_read_in_order_and_other_files_left_alone() {
    let folder = folder(&[
        ("b/z.yml", POD.as_bytes()),
        ("b/a.yaml", BAD.as_bytes()),
        ("a.json", br#"{"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "c"}}"#),
        ("notes.txt", b"not: [a manifest"),
        ("z.yaml", POD.as_bytes()),
    ]);
    let expected = ["./a.json valid", "./b/a.yaml invalid", "./b/z.yml valid", "./z.yaml valid"];
    assert_eq!(statuses(folder.path(), &["."]), expected);
    assert_eq!(statuses(folder.path(), &[".", "./z.yaml", "-j1"]), expected, "a file counts once");
}

#[test]
fn an_empty_folder_is_nothing_to_validate() {
    let ran = conform(folder(&[("a.txt", b"x")]).path(), &["."], b"");
    assert_eq!((ran.code, ran.stdout.as_str()), (3, ""));
    assert!(ran.stderr.contains("nothing to validate"), "{}", ran.stderr);
}

#[test]
fn a_file_that_is_not_utf8_has_a_place() {
    let folder = folder(&[("a.yaml", b"apiVersion: v1\nkind: \xff\n")]);
    let ran = conform(folder.path(), &["a.yaml"], b"");
    assert_eq!(ran.code, 1);
    assert!(ran.stdout.contains("not UTF-8") && ran.stdout.contains("a.yaml:2:7"), "{}", ran.stdout);
}

#[test]
fn one_bad_file_hides_no_other() {
    let folder = folder(&[("a.yaml", b"a: ["), ("b.yaml", BAD.as_bytes())]);
    assert_eq!(statuses(folder.path(), &["."]), ["./a.yaml unreadable", "./b.yaml invalid"]);
}

#[test]
fn lists_are_taken_apart() {
    let list = "apiVersion: v1\nkind: List\nitems:\n- {apiVersion: v1, kind: ConfigMap, metadata: {name: a}}\n\
                - {apiVersion: v1, kind: ConfigMap, metadata: {name: b}, date: {}}\n---\n\
                apiVersion: v1\nkind: ConfigMapList\nitems:\n- metadata: {name: c}\n";
    let folder = folder(&[("l.yaml", list.as_bytes())]);
    assert_eq!(statuses(folder.path(), &["l.yaml"]), ["l.yaml valid", "l.yaml invalid", "l.yaml valid"]);
}

#[rstest]
#[case::among_the_manifests(&["crd.yaml", "thing.yaml"], &["crd.yaml valid", "thing.yaml valid"])]
#[case::by_flag(&["thing.yaml", "--crds", "crd.yaml"], &["thing.yaml valid"])]
#[case::by_folder(&["thing.yaml", "--crds", "."], &["thing.yaml valid"])]
#[case::without(&["thing.yaml"], &["thing.yaml no-schema"])]
#[case::allowed_by_kind(&["thing.yaml", "pod.yaml", "--allow-missing-schema", "Thing"], &["pod.yaml valid", "thing.yaml allowed"])]
#[case::allowed_by_group(&["thing.yaml", "--allow-missing-schema", "x.io/Thing"], &["thing.yaml allowed"])]
#[case::allowed_other(&["thing.yaml", "--allow-missing-schema", "y.io/Thing"], &["thing.yaml no-schema"])]
fn custom_kinds(#[case] args: &[&str], #[case] expected: &[&str]) {
    let folder = folder(&[
        ("crd.yaml", CRD.as_bytes()),
        ("thing.yaml", THING.as_bytes()),
        ("pod.yaml", POD.as_bytes()),
    ]);
    assert_eq!(statuses(folder.path(), args), expected);
}

#[test]
fn a_stand_in_leaves_unknown_fields_unjudged() {
    let crd =
        CRD.replace("{name: things.x.io}", "{name: things.x.io, annotations: {conform/stand-in: \"true\"}}");
    let thing = format!("{THING}more: 1\n");
    let folder = folder(&[("crd.yaml", crd.as_bytes()), ("thing.yaml", thing.as_bytes())]);
    let ran = conform(folder.path(), &["."], b"");
    assert_eq!(ran.code, 4, "{}", ran.stdout);
    assert!(ran.stdout.contains("`more` is unjudged"), "{}", ran.stdout);
    assert_eq!(statuses(folder.path(), &[".", "--no-strict"]), ["./crd.yaml valid", "./thing.yaml valid"]);
}

#[test]
fn a_broken_definition_is_named_with_its_place() {
    let crd = CRD.replace("spec: {type: integer}", "spec: {type: strng}");
    let folder = folder(&[("crd.yaml", crd.as_bytes()), ("thing.yaml", THING.as_bytes())]);
    let ran = conform(folder.path(), &["."], b"");
    assert_eq!(ran.code, 1);
    assert!(ran.stdout.contains("`strng` is no type") && ran.stdout.contains("did you mean `string`?"));
    assert_eq!(statuses(folder.path(), &["."]), ["./crd.yaml invalid", "./thing.yaml broken-schema"]);
}

#[rstest]
#[case::no_paths(&[], "required")]
#[case::no_such_path(&["gone.yaml"], "gone.yaml does not exist")]
#[case::unknown_version(&["p.yaml", "--kubernetes-version", "1.30.0"], "Kubernetes 1.30.0 are not built in")]
#[case::no_version(&["p.yaml", "--kubernetes-version", "latest"], "written X.Y or X.Y.Z")]
#[case::version_without_schemas(&["p.yaml", "--kubernetes-version", "1.30.0", "--schemas", "s"], "holds no schemas of Kubernetes 1.30.0")]
#[case::no_schemas_folder(&["p.yaml", "--schemas", "p.yaml"], "is no folder")]
#[case::crds_without_definition(&["p.yaml", "--crds", "p.yaml"], "names no CustomResourceDefinition")]
#[case::no_threads(&["p.yaml", "-j", "0"], "0 is not in 1..")]
fn a_wrong_command_line_is_code_2(#[case] args: &[&str], #[case] expected: &str) {
    let folder = folder(&[("p.yaml", POD.as_bytes()), ("s/v1.34.0-standalone-strict/pod-v1.json", b"{}")]);
    let ran = conform(folder.path(), args, b"");
    assert_eq!(ran.code, 2, "{}{}", ran.stdout, ran.stderr);
    assert!(ran.stderr.contains(expected), "{}", ran.stderr);
}

#[rstest]
#[case("1.34.0", "s", 1)]
#[case("v1.34", "s", 1)]
#[case("1.34.0", "s/v1.34.0-standalone-strict", 1)]
#[case("1.34.0", "flat", 1)]
fn another_version_is_judged_by_its_files(#[case] version: &str, #[case] schemas: &str, #[case] code: i32) {
    let schema = br#"{"type": "object", "properties": {"apiVersion": {"type": "string"}, "kind": {"type": "string"}, "metadata": {"type": "object"}}}"#;
    let folder = folder(&[
        ("p.yaml", POD.as_bytes()),
        ("s/v1.34.0-standalone-strict/pod-v1.json", schema),
        ("flat/pod-v1.json", schema),
    ]);
    let ran = conform(folder.path(), &["p.yaml", "--kubernetes-version", version, "--schemas", schemas], b"");
    assert_eq!(ran.code, code, "{}", ran.stderr);
    assert!(ran.stdout.contains("unknown field `spec`"), "{}", ran.stdout);
}

#[test]
fn json_is_as_its_schema_says() {
    let schema: Value =
        serde_json::from_str(include_str!("../../../docs/schemas/validate.schema.json")).unwrap();
    let validator = jsonschema::validator_for(&schema).unwrap();
    let folder = folder(&[
        ("bad.yaml", BAD.as_bytes()),
        ("pod.yaml", POD.as_bytes()),
        ("thing.yaml", THING.as_bytes()),
        ("cut.yaml", b"a: ["),
        ("text.yaml", b"just text\n"),
    ]);
    for args in [&["."][..], &["pod.yaml"], &["thing.yaml", "--allow-missing-schema", "Thing"]] {
        let ran = conform(folder.path(), &[args, &["--format", "json"]].concat(), b"");
        let report: Value = serde_json::from_str(&ran.stdout).unwrap();
        let errors: Vec<String> = validator.iter_errors(&report).map(|error| error.to_string()).collect();
        assert_eq!(errors, [""; 0], "{}", ran.stdout);
    }
}

#[test]
fn tap_has_a_test_for_each_object() {
    let folder = folder(&[
        ("bad.yaml", BAD.as_bytes()),
        ("pod.yaml", POD.as_bytes()),
        ("thing.yaml", THING.as_bytes()),
    ]);
    let ran = conform(
        folder.path(),
        &[".", "--format", "tap", "--allow-missing-schema", "Thing", "--summary"],
        b"",
    );
    assert_eq!(
        ran.stdout,
        "TAP version 13
1..3
not ok 1 - ./bad.yaml:1 Deployment ns/d
# ./bad.yaml:7:3: unknown field `replica`
#   help: did you mean `replicas`?
ok 2 - ./pod.yaml:1 Pod ns/p
ok 3 - ./thing.yaml:1 Thing t # SKIP no schema, which is allowed
# 3 objects in 3 files, Kubernetes 1.35: 1 valid, 1 allowed, 1 invalid
"
    );
}

#[test]
fn junit_has_a_suite_for_each_file() {
    let folder = folder(&[("bad.yaml", BAD.as_bytes()), ("pod.yaml", POD.as_bytes())]);
    let ran = conform(folder.path(), &[".", "--format", "junit"], b"");
    assert!(ran.stdout.contains(r#"<testsuite name="./bad.yaml" tests="1" "#), "{}", ran.stdout);
    assert!(ran.stdout.contains(r#"<failure message="unknown field `replica`">"#), "{}", ran.stdout);
    assert!(ran.stdout.contains("Pod ns/p (line 1)"), "{}", ran.stdout);
}

#[test]
fn the_summary_goes_to_stdout() {
    let ran = conform(folder(&[]).path(), &["-", "--summary"], POD.as_bytes());
    assert_eq!(ran.stdout, "1 object in 1 file, Kubernetes 1.35: 1 valid\n");
    assert_eq!(ran.stderr, "");
}

#[test]
fn output_is_the_same_however_many_threads_there_are() {
    let many: Vec<(String, String)> = (0..40)
        .map(|at| {
            (format!("{at}.yaml"), format!("{POD}---\n{}", BAD.replace("name: d", &format!("name: d{at}"))))
        })
        .collect();
    let files: Vec<(&str, &[u8])> =
        many.iter().map(|(name, text)| (name.as_str(), text.as_bytes())).collect();
    let folder = folder(&files);
    let one = conform(folder.path(), &[".", "-j1"], b"");
    let eight = conform(folder.path(), &[".", "-j8"], b"");
    assert_eq!(one.stdout, eight.stdout);
    assert_eq!(one.stdout.matches("unknown field `replica`").count(), 40);
}
