//! `conform render`, `tools` and `charts` against real kustomize and helm, and against what goes wrong.
//!
//! Every test has a cache of its own; the tools come from one that the tests of this file share, filled
//! the way users' caches are filled.

mod world;

use std::{
    fs,
    os::unix::fs::{PermissionsExt as _, symlink},
    path::Path,
    process::{Command, Stdio},
    thread,
    time::{Duration, Instant},
};

use rstest::rstest;
use world::{World, bundled, eventually, files, plain, shared};

#[test]
fn a_small_tree_renders_over_a_stand_in_and_says_so_first() {
    let world = World::new();
    let done = world.render(&[]);
    assert_eq!(done.code, 0, "{done:?}");
    let first = done.stderr.lines().next().unwrap();
    assert!(first.starts_with("rests on STAND-IN charts demo 1.0.0; kustomize 5."), "{first}");
    let app = fs::read_to_string(world.out().join("cluster-1-central/10-app.yaml")).unwrap();
    assert!(app.contains("message: hello\n") && app.contains("touched: \"yes\"\n"), "{app}");
    assert!(!app.contains("config.kubernetes.io"), "{app}");
    let again = world.render(&[]);
    assert!(again.stderr.contains("2 stages in") && again.stderr.contains("(from the cache)"), "{again:?}");
}

#[test]
fn a_selection_is_rendered_alone_and_an_unknown_one_is_a_usage_error() {
    let world = World::new();
    let done = world.render(&["--cluster", "1", "--stage", "00-base"]);
    assert_eq!(done.code, 0, "{done:?}");
    assert_eq!(files(&world.out()), ["cluster-1-central/00-base.yaml"]);
    for (arguments, words) in [
        (["--cluster", "9"], "it has 1-central"),
        (["--stage", "99-none"], "it has 00-base, 10-app"),
        (["--tree", "/nonexistent"], "deploy/"),
        (["--chart-home", "/nonexistent"], "no such folder"),
    ] {
        let done = world.render(&arguments);
        assert_eq!(done.code, 2, "{done:?}");
        assert!(done.stderr.contains(words), "{done:?}");
    }
}

#[test]
fn the_bundled_tree_is_byte_for_byte_what_plain_kustomize_prints() {
    let world = World::over(&bundled());
    let done = world.render(&[]);
    assert_eq!(done.code, 0, "{done:?}");
    let expected = plain(&bundled(), &shared().kustomize, &shared().helm);
    assert!(!expected.is_empty());
    assert_eq!(files(&world.out()), expected.keys().cloned().collect::<Vec<_>>());
    for (file, text) in expected {
        assert!(fs::read(world.out().join(&file)).unwrap() == text, "{file} differs");
    }
}

/// The three versions that the tree promises to render alike under.
#[test]
fn the_bundled_tree_renders_alike_with_every_kustomize() {
    let renders: Vec<_> = ["5.5.0", "5.7.1", "5.8.1"]
        .into_iter()
        .map(|version| {
            let world = World::over(&bundled());
            let kustomize = world::tool("kustomize", version);
            let done = world.render(&["--kustomize", kustomize.to_str().unwrap()]);
            assert_eq!(done.code, 0, "{done:?}");
            let files = files(&world.out());
            files
                .into_iter()
                .map(|file| (fs::read(world.out().join(&file)).unwrap(), file))
                .collect::<Vec<_>>()
        })
        .collect();
    for other in &renders[1..] {
        assert_eq!(other.len(), renders[0].len());
        for ((first, file), (second, _)) in renders[0].iter().zip(other) {
            assert!(first == second, "{file} differs between versions of kustomize");
        }
    }
}

#[test]
fn helm_4_works_beside_a_kustomize_that_can_talk_to_it() {
    let world = World::new();
    let (kustomize, helm) = (world::tool("kustomize", "5.8.1"), world::tool("helm", "4.2.3"));
    let done = world.render(&["--kustomize", kustomize.to_str().unwrap(), "--helm", helm.to_str().unwrap()]);
    assert_eq!(done.code, 0, "{done:?}");
    let app = fs::read_to_string(world.out().join("cluster-1-central/10-app.yaml")).unwrap();
    assert!(app.contains("message: hello\n"), "{app}");
}

#[rstest]
#[case::a_broken_file("overlays/cluster-1-central/00-base/a.yaml", "a: [1", "00-base", "a.yaml")]
#[case::a_missing_file(
    "overlays/cluster-1-central/00-base/kustomization.yaml",
    "resources: [gone.yaml]\n",
    "00-base",
    "next: add the file"
)]
#[case::an_empty_render(
    "overlays/cluster-1-central/00-base/kustomization.yaml",
    "resources: []\n",
    "00-base",
    "next: give the stage a resource"
)]
#[case::a_chart_that_refuses_its_values(
    "base/app/values.yaml",
    "message: \"\"\n",
    "10-app",
    "message must not be empty"
)]
#[case::a_remote_resource(
    "overlays/cluster-1-central/00-base/kustomization.yaml",
    "resources: [\"http://127.0.0.1:1/a.yaml\"]\n",
    "00-base",
    "a render never uses the network"
)]
fn a_stage_that_does_not_render_is_named_with_cause_and_next_step(
    #[case] file: &str,
    #[case] content: &str,
    #[case] stage: &str,
    #[case] words: &str,
) {
    let world = World::new();
    world.write(file, content);
    let done = world.render(&[]);
    assert_eq!(done.code, 70, "{done:?}");
    assert!(done.stderr.contains(&format!("cluster-1-central/{stage} does not render: ")), "{done:?}");
    assert!(done.stderr.contains(words) && done.stderr.contains("next: "), "{done:?}");
    assert!(!done.stderr.contains(world.cache().to_str().unwrap()), "paths of the copy are shown: {done:?}");
    assert_eq!(world.left_behind(), (0, 0));
    assert!(files(&world.out()).is_empty());
}

#[test]
fn stand_ins_can_be_refused_and_a_real_chart_wins() {
    let world = World::new();
    let done = world.render(&["--no-stand-ins"]);
    assert_eq!(done.code, 70, "{done:?}");
    assert!(done.stderr.contains("demo 1.0.0") && done.stderr.contains("--chart-home"), "{done:?}");
    let home = world.path("real");
    world::chart(&home.join("demo"), "1.0.0", false);
    let done = world.render(&["--no-stand-ins", "--chart-home", home.to_str().unwrap()]);
    assert_eq!(done.code, 0, "{done:?}");
    assert!(done.stderr.contains("rests on charts demo 1.0.0;"), "{done:?}");
    world::chart(&home.join("demo"), "1.0.1", false);
    let done = world.render(&["--chart-home", home.to_str().unwrap()]);
    assert_eq!(done.code, 70, "{done:?}");
    assert!(done.stderr.contains("holds demo 1.0.1, and the tree wants demo 1.0.0"), "{done:?}");
}

#[test]
fn charts_says_where_each_chart_comes_from_and_what_differs() {
    let world = World::new();
    let shown = world.run(&["charts", "show", "--format", "json"]);
    assert!(shown.stdout.contains("\"stand_in\": true"), "{shown:?}");
    let home = world.path("real");
    world::chart(&home.join("demo"), "1.0.0", false);
    fs::write(home.join("demo/values.yaml"), "message: none\n").unwrap();
    let home = home.to_str().unwrap().to_owned();
    let same = world.run(&["charts", "diff", "--chart-home", &home]);
    // The values file sets `extra`, which this chart knows nothing of.
    assert_eq!(same.code, 1, "{same:?}");
    assert!(same.stdout.contains("values.yaml:2: demo 1.0.0 does not know the value /extra"), "{same:?}");
    assert!(same.stdout.contains("0 differences"), "{same:?}");
    let template = Path::new(&home).join("demo/templates/a.yaml");
    fs::write(
        &template,
        fs::read_to_string(&template).unwrap().replace("\ndata:\n", "\ndata:\n  more: \"1\"\n"),
    )
    .unwrap();
    let other = world.run(&["charts", "diff", "--chart-home", &home]);
    assert!(other.stdout.contains("10-app  ConfigMap monitoring/demo  (1-central)\n"), "{other:?}");
    assert!(other.stdout.contains("  /data/more\n    stand-in  nothing\n    real      \"1\"\n"), "{other:?}");
    let known = world.run(&["charts", "diff", "--chart-home", &home, "--ignore", "ConfigMap/demo:/data"]);
    assert!(known.stdout.contains("0 differences beside"), "{known:?}");
}

#[test]
fn a_pull_that_fails_is_broken_and_leaves_nothing() {
    let world = World::new();
    let done = world.run(&["charts", "pull"]);
    assert_eq!(done.code, 70, "{done:?}");
    assert!(done.stderr.contains("charts.lock.yaml has no digest of demo 1.0.0"), "{done:?}");
    let done = world.run(&["charts", "pull", "--lock"]);
    assert_eq!(done.code, 70, "{done:?}");
    assert!(done.stderr.contains("cannot pull demo 1.0.0 from http://127.0.0.1:1/charts"), "{done:?}");
    assert_eq!(world.left_behind(), (0, 0));
    assert!(!world.cache().join("charts").exists());
}

#[test]
fn a_pulled_chart_is_used_unless_its_digest_is_wrong_or_it_was_changed() {
    let world = World::new();
    let (repo, digest) = world::repository(&world.path("repo"));
    world.write("base/app/kustomization.yaml", &world::app(&repo));
    let lock = |digest: &str| {
        world.write(
            "charts.lock.yaml",
            &format!("charts: [{{name: demo, version: 1.0.0, digest: \"{digest}\"}}]\n"),
        );
    };
    lock(&format!("sha256:{}", "0".repeat(64)));
    let done = world.run(&["charts", "pull"]);
    assert_eq!(done.code, 70, "{done:?}");
    assert!(done.stderr.contains("it is not used"), "{done:?}");
    assert!(!world.cache().join("charts").exists());
    lock(&digest);
    let done = world.run(&["charts", "pull"]);
    assert_eq!(done.code, 0, "{done:?}");
    assert!(world.run(&["charts"]).stdout.contains("source  cache: "));
    assert_eq!(world.render(&["--no-stand-ins"]).code, 0);
    fs::write(world.cache().join("charts/demo-1.0.0/demo/values.yaml"), "message: changed\n").unwrap();
    assert!(world.run(&["charts"]).stdout.contains("source  stand-ins: "));
}

#[test]
fn without_tools_and_without_a_client_the_error_says_what_to_do() {
    let world = World::new();
    let nowhere = world.path("empty");
    fs::create_dir(&nowhere).unwrap();
    for (arguments, words) in [
        (&["tools"][..], "none of python3 with pip, pip3, pip and uv is on this machine"),
        (&["tools", "--offline"], "--offline forbids to install it"),
    ] {
        let done = world.finish(world.bare(arguments).env("PATH", &nowhere));
        assert_eq!(done.code, 70, "{done:?}");
        assert!(done.stderr.contains(words) && done.stderr.contains("--kustomize PATH"), "{done:?}");
    }
    assert_eq!(world.left_behind(), (0, 0));
}

#[test]
fn a_client_that_fails_is_quoted_and_leaves_nothing() {
    let world = World::new();
    let folder = world.path("clients");
    for client in ["python3", "pip3", "pip", "uv"] {
        world::script(&folder.join(client), "echo ERROR: no network today >&2; exit 1");
    }
    let done = world.finish(world.bare(&["tools"]).env("PATH", &folder));
    assert_eq!(done.code, 70, "{done:?}");
    assert!(done.stderr.contains("no network today") && done.stderr.contains("mend the network"), "{done:?}");
    assert_eq!(world.left_behind(), (0, 0));
    assert!(!world.cache().join("tools").exists());
}

#[test]
fn a_tool_of_a_wrong_version_is_an_error_if_named_and_skipped_if_found() {
    let world = World::new();
    let folder = world.path("bin");
    world::script(&folder.join("kustomize"), "echo v4.5.7");
    world::script(&folder.join("kubectl"), "echo Kustomize Version: v5.5.0");
    world::script(&folder.join("helm"), "echo v4.1.4+gabc");
    let old = folder.join("kustomize");
    let done = world.finish(&mut world.bare(&["tools", "--kustomize", old.to_str().unwrap()]));
    assert_eq!(done.code, 70, "{done:?}");
    assert!(
        done.stderr.contains("given by --kustomize") && done.stderr.contains("older than 5.5.0"),
        "{done:?}"
    );
    let done = world.finish(world.bare(&["tools"]).env("CONFORM_KUSTOMIZE", &old));
    assert!(done.stderr.contains("given by CONFORM_KUSTOMIZE"), "{done:?}");
    // helm 4 beside kustomize 5.5.0: only the pinned helm will do, and the cache has none.
    let done = world.finish(world.bare(&["tools", "--offline"]).env("PATH", &folder));
    assert_eq!(done.code, 70, "{done:?}");
    assert!(done.stderr.contains("kustomize 5.5.0 refuses helm 4"), "{done:?}");
    world::script(&folder.join("helm"), "echo v3.22");
    let done = world.finish(world.bare(&["tools", "--offline"]).env("PATH", &folder));
    assert_eq!(done.code, 0, "{done:?}");
    assert!(done.stderr.contains("note: ") && done.stderr.contains("is not used"), "{done:?}");
    assert!(done.stdout.contains("kustomize 5.5.0") && done.stdout.contains("helm 3.22.0"), "{done:?}");
}

#[test]
fn a_cache_or_an_output_that_cannot_be_written_is_named() {
    let world = World::new();
    let file = world.path("file");
    fs::write(&file, "").unwrap();
    let done = world.finish(world.with_tools(&["render", "--out", "x"]).env("CONFORM_CACHE", &file));
    assert_eq!(done.code, 70, "{done:?}");
    assert!(done.stderr.contains("set CONFORM_CACHE to a folder that can be written"), "{done:?}");
    let done = world.finish(&mut world.with_tools(&["render", "--out", file.join("x").to_str().unwrap()]));
    assert_eq!(done.code, 70, "{done:?}");
    assert!(done.stderr.contains("cannot write to") && done.stderr.contains("--out"), "{done:?}");
}

#[test]
fn a_damaged_render_is_made_anew() {
    let world = World::new();
    assert_eq!(world.render(&[]).code, 0);
    let entry = world.entries().pop().unwrap();
    for (file, content) in
        [("cluster-1-central/10-app.yaml", "kind: Half"), ("complete.json", "{"), ("provenance.json", "{}")]
    {
        fs::write(entry.join(file), content).unwrap();
        let done = world.render(&[]);
        assert_eq!(done.code, 0, "{done:?}");
        assert!(done.stderr.contains("damaged; rendering anew"), "{done:?}");
        assert!(
            fs::read_to_string(world.out().join("cluster-1-central/10-app.yaml")).unwrap().contains("hello")
        );
    }
}

#[test]
fn two_processes_on_one_cache_render_once() {
    let world = World::new();
    let helm = world.slow_helm("1");
    let start = |out: &str| {
        let mut command = world.with_tools(&["render", "--out", out]);
        command.env("CONFORM_HELM", &helm).stdout(Stdio::null()).stderr(Stdio::piped());
        command.spawn().unwrap()
    };
    let (one, two) = (start("one"), start("two"));
    let said: Vec<String> = [one, two]
        .into_iter()
        .map(|child| {
            let done = child.wait_with_output().unwrap();
            assert!(done.status.success(), "{done:?}");
            String::from_utf8(done.stderr).unwrap()
        })
        .collect();
    assert_eq!(said.iter().filter(|text| text.contains("rendering 2 stages")).count(), 1, "{said:?}");
    assert_eq!(said.iter().filter(|text| text.contains("(from the cache)")).count(), 1, "{said:?}");
    assert_eq!(world.left_behind(), (0, 1));
}

#[rstest]
#[case::ctrl_c("INT")]
#[case::terminated("TERM")]
fn a_render_that_is_interrupted_leaves_nothing_and_no_child(#[case] signal: &str) {
    let world = World::new();
    let helm = world.slow_helm("600");
    let mut command = world.with_tools(&["render", "--out", "x"]);
    command.env("CONFORM_HELM", &helm).stdout(Stdio::null()).stderr(Stdio::piped());
    let child = command.spawn().unwrap();
    eventually("helm is started", || world.path("started").exists());
    let asked = Instant::now();
    world::kill(signal, child.id());
    let done = child.wait_with_output().unwrap();
    assert!(asked.elapsed() < Duration::from_secs(20), "took {:?}", asked.elapsed());
    assert_eq!(done.status.code(), Some(70), "{done:?}");
    assert!(String::from_utf8_lossy(&done.stderr).contains("interrupted"), "{done:?}");
    assert_eq!(world.left_behind(), (0, 0));
    let helm: u32 = fs::read_to_string(world.path("started")).unwrap().trim().parse().unwrap();
    eventually("helm has ended", || world::ended(helm));
}

#[test]
fn what_a_killed_render_left_is_swept_by_the_next() {
    let world = World::new();
    let mut command = world.with_tools(&["render", "--out", "x"]);
    command.env("CONFORM_HELM", world.slow_helm("5")).stdout(Stdio::null()).stderr(Stdio::null());
    let mut child = command.spawn().unwrap();
    eventually("helm is started", || world.path("started").exists());
    child.kill().unwrap();
    child.wait().unwrap();
    assert_ne!(world.left_behind().0, 0);
    let done = world.render(&[]);
    assert_eq!(done.code, 0, "{done:?}");
    assert_eq!(world.left_behind(), (0, 1));
}

#[test]
fn links_in_the_tree_neither_recurse_nor_lead_out() {
    let world = World::new();
    symlink("..", world.tree().join("overlays/loop")).unwrap();
    let done = world.render(&[]);
    assert_eq!(done.code, 70, "{done:?}");
    assert!(done.stderr.contains("symbolic link to a folder"), "{done:?}");
}

#[test]
fn an_operators_secret_is_never_read() {
    let world = World::new();
    let stage = "overlays/cluster-1-central/00-base";
    world.write(&format!("{stage}/a.env.example"), "KEY=placeholder\n");
    world.write(&format!("{stage}/a.env"), "KEY=real-and-private\n");
    world.write(
        &format!("{stage}/kustomization.yaml"),
        "secretGenerator: [{name: s, namespace: monitoring, envs: [a.env]}]\n",
    );
    assert_eq!(world.render(&[]).code, 0);
    let rendered = fs::read_to_string(world.out().join("cluster-1-central/00-base.yaml")).unwrap();
    assert!(rendered.contains("cGxhY2Vob2xkZXI="), "{rendered}");
}

/// A folder that not even root can write to cannot be made everywhere; this one is for other users.
#[test]
fn a_folder_without_write_permission_is_an_error() {
    let world = World::new();
    let folder = world.path("read-only");
    fs::create_dir(&folder).unwrap();
    fs::set_permissions(&folder, fs::Permissions::from_mode(0o555)).unwrap();
    let may_write = fs::write(folder.join("probe"), "").is_ok();
    let done =
        world.finish(&mut world.with_tools(&["render", "--out", folder.join("out").to_str().unwrap()]));
    assert_eq!(done.code, if may_write { 0 } else { 70 }, "{done:?}");
}

/// Nothing of the user's environment reaches the tools: here a proxy and a helm setting that would break them.
#[test]
fn tools_run_in_an_environment_of_their_own() {
    let world = World::new();
    let mut command = world.with_tools(&["render", "--out", world.out().to_str().unwrap()]);
    command
        .env("HELM_DRIVER", "nonsense")
        .env("HELM_KUBETOKEN", "x")
        .env("KUSTOMIZE_PLUGIN_HOME", "/nonexistent");
    command.env("HELM_DEBUG", "nonsense").env("TMPDIR", "/nonexistent");
    let done = world.finish(&mut command);
    assert_eq!(done.code, 0, "{done:?}");
}

#[test]
fn a_second_signal_ends_the_program_at_once() {
    let world = World::new();
    // Ending at once leaves helm to end by itself; it must not stay for long.
    let helm = world.slow_helm("30");
    let mut command: Command = world.with_tools(&["render", "--out", "x"]);
    command.env("CONFORM_HELM", &helm).stdout(Stdio::null()).stderr(Stdio::null());
    let mut child = command.spawn().unwrap();
    eventually("helm is started", || world.path("started").exists());
    world::kill("INT", child.id());
    thread::yield_now();
    world::kill("INT", child.id());
    let status = child.wait().unwrap();
    assert!([Some(130), Some(70)].contains(&status.code()), "{status:?}");
}
