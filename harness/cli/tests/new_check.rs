//! `conform new-check` on a copy of this repository: what it writes compiles, and what it would
//! overwrite is refused.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]
#![expect(clippy::disallowed_methods, reason = "starts the program under test, and cargo over what it wrote")]

use std::{
    fs,
    path::{Path, PathBuf},
    process::{Command, Output},
};

use rstest::rstest;

fn repository() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").canonicalize().unwrap()
}

fn copy(from: &Path, to: &Path) {
    if from.is_dir() {
        fs::create_dir_all(to).unwrap();
        for entry in fs::read_dir(from).unwrap() {
            let entry = entry.unwrap();
            copy(&entry.path(), &to.join(entry.file_name()));
        }
    } else {
        fs::copy(from, to).unwrap();
    }
}

/// What the verb reads and writes, in a folder of its own.
fn checkout(to: &Path) {
    for part in ["contracts", "docs", "harness/checks", "fixtures/negative/README.md"] {
        fs::create_dir_all(to.join(part).parent().unwrap()).unwrap();
        copy(&repository().join(part), &to.join(part));
    }
}

fn new_check(repository: &Path, id: &str, requirement: &str) -> Output {
    Command::new(env!("CARGO_BIN_EXE_conform"))
        .args(["new-check", id, requirement, "--repository"])
        .arg(repository)
        .output()
        .unwrap()
}

#[test]
fn what_is_written_compiles_and_keeps_the_table_in_order() {
    // A fixed place, so that the next run finds what this one compiled.
    let root = Path::new(env!("CARGO_TARGET_TMPDIR")).join("new-check");
    let _absent = fs::remove_dir_all(&root);
    checkout(&root);
    for (id, requirement) in [("tree.a-first-one", "FR-016"), ("fluent-bit-deployment.zz-last", "C-DNS")] {
        let done = new_check(&root, id, requirement);
        assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    }
    let module = fs::read_to_string(root.join("harness/checks/src/tree/a_first_one.rs")).unwrap();
    assert!(module.contains("Trace::new(\"FR-016\", \"docs/design.md#fr-016\")"), "{module}");
    let docs = fs::read_to_string(root.join("docs/CLAUSES.md")).unwrap();
    assert!(docs.contains("### tree.a-first-one\n"), "{docs}");
    assert!(root.join("fixtures/negative/tree.a-first-one/first/expect.yaml").exists());
    // The other crates are taken from where they are; the lock keeps everything else as it is.
    for crate_name in ["model", "manifest", "schema"] {
        copy(&repository().join("harness").join(crate_name), &root.join("harness").join(crate_name));
    }
    let manifest = fs::read_to_string(repository().join("Cargo.toml")).unwrap();
    let (head, tail) = manifest.split_once("members = [").unwrap();
    let tail = tail.split_once("[workspace.package]").unwrap().1;
    let members = "\"harness/model\", \"harness/manifest\", \"harness/schema\", \"harness/checks\"";
    let manifest = format!("{head}members = [{members}]\n\n[workspace.package]{tail}");
    fs::write(root.join("Cargo.toml"), manifest).unwrap();
    for file in ["Cargo.lock", "rust-toolchain.toml", "clippy.toml"] {
        fs::copy(repository().join(file), root.join(file)).unwrap();
    }
    let target = Path::new(env!("CARGO_BIN_EXE_conform")).ancestors().nth(2).unwrap();
    let done = Command::new(env!("CARGO"))
        .args(["test", "--offline", "--quiet", "-p", "conform-checks", "--lib", "registry"])
        .current_dir(&root)
        .env("CARGO_TARGET_DIR", target)
        .output()
        .unwrap();
    let said = [done.stdout, done.stderr].concat();
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&said));
}

#[rstest]
#[case("tree.no-hooks", "FR-001", "exists already")]
#[case("tree.Uppercase", "FR-001", "is no id")]
#[case("tree", "FR-001", "is no id")]
#[case("tree.", "FR-001", "is no id")]
#[case("tree.mod", "FR-001", "is no id")]
#[case("trees.x", "FR-001", "is not a contract id")]
#[case("tree.something", "FR-999", "no requirement is called `FR-999`")]
fn what_cannot_be_is_refused_and_nothing_is_written(
    #[case] id: &str,
    #[case] requirement: &str,
    #[case] message: &str,
) {
    let folder = tempfile::tempdir().unwrap();
    checkout(folder.path());
    let before = fs::read_to_string(folder.path().join("harness/checks/src/tree/mod.rs")).unwrap();
    let done = new_check(folder.path(), id, requirement);
    let said = String::from_utf8_lossy(&done.stderr);
    assert_eq!(done.status.code(), Some(2), "{said}");
    assert!(said.contains(message), "{said}");
    assert_eq!(fs::read_to_string(folder.path().join("harness/checks/src/tree/mod.rs")).unwrap(), before);
}
