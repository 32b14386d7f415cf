//! A small tree, its chart, and the program under test with a scrubbed environment.

#![expect(clippy::unwrap_used, reason = "a test whose world cannot be made has failed")]
#![expect(clippy::disallowed_methods, reason = "starts the program under test and waits for what it does")]

use std::{
    collections::BTreeMap,
    fs,
    io::{Read as _, Write as _},
    net::TcpListener,
    os::unix::fs::{PermissionsExt as _, symlink},
    path::{Path, PathBuf},
    process::{Command, Stdio},
    sync::OnceLock,
    thread,
    time::{Duration, Instant},
};

use conform_manifest::{
    Cache, Interrupt,
    tools::{self, Wanted},
};
use conform_model::Digest;

/// The tools that renders of the tests use.
pub(crate) struct Shared {
    pub(crate) kustomize: PathBuf,
    pub(crate) helm: PathBuf,
}

fn tools_cache() -> Cache {
    Cache::at(Path::new(env!("CARGO_TARGET_TMPDIR")).join("tools"))
}

/// kustomize and helm as the program itself finds or installs them.
pub(crate) fn shared() -> &'static Shared {
    static SHARED: OnceLock<Shared> = OnceLock::new();
    SHARED.get_or_init(|| {
        let found = Wanted::default().find(&tools_cache(), &Interrupt::never(), &|_| {}).unwrap();
        Shared { kustomize: found.kustomize.path, helm: found.helm.path }
    })
}

/// A pinned tool of this very version.
pub(crate) fn tool(name: &str, version: &str) -> PathBuf {
    let pin = tools::pins().iter().find(|pin| pin.tool == name && pin.version == version).unwrap();
    tools::pinned(pin, &tools_cache(), &Interrupt::never(), &|_| {}).unwrap()
}

/// The tree of this repository.
pub(crate) fn bundled() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../deploy").canonicalize().unwrap()
}

/// What a run came to.
#[derive(Debug)]
pub(crate) struct Done {
    pub(crate) code: i32,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

pub(crate) struct World {
    root: tempfile::TempDir,
    tree: PathBuf,
}

impl World {
    /// One cluster with two stages, one of which inflates a chart.
    pub(crate) fn new() -> Self {
        let root = tempfile::tempdir().unwrap();
        let world = Self { tree: root.path().join("deploy"), root };
        let stage = "overlays/cluster-1-central";
        let config = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a, namespace: monitoring}\n";
        world.write(&format!("{stage}/00-base/kustomization.yaml"), "resources: [a.yaml]\n");
        world.write(&format!("{stage}/00-base/a.yaml"), config);
        world.write("base/app/kustomization.yaml", &app("http://127.0.0.1:1/charts"));
        world.write("base/app/values.yaml", "message: hello\nextra: {}\n");
        world.write(
            &format!("{stage}/10-app/kustomization.yaml"),
            "resources: [../../../base/app]\npatches:\n  - target: {kind: ConfigMap}\n    patch: |\n      \
             - {op: add, path: /data/touched, value: \"yes\"}\n",
        );
        chart(&world.path("fixtures/charts/demo-1.0.0/demo"), "1.0.0", true);
        world
    }

    /// A tree that lies elsewhere.
    pub(crate) fn over(tree: &Path) -> Self {
        Self { root: tempfile::tempdir().unwrap(), tree: tree.to_owned() }
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.root.path().join(name)
    }

    pub(crate) fn tree(&self) -> &Path {
        &self.tree
    }

    pub(crate) fn out(&self) -> PathBuf {
        self.path("out")
    }

    pub(crate) fn cache(&self) -> PathBuf {
        self.path("cache")
    }

    pub(crate) fn write(&self, file: &str, content: &str) {
        write(&self.tree.join(file), content);
    }

    /// The program with nothing of the caller's environment.
    pub(crate) fn bare(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_conform"));
        command.args(arguments).env_clear().current_dir(self.root.path());
        command.env("CONFORM_CACHE", self.cache()).env("PATH", "/usr/bin:/bin");
        command
    }

    /// The program with the shared tools, over this tree.
    pub(crate) fn with_tools(&self, arguments: &[&str]) -> Command {
        let mut command = self.bare(arguments);
        command.env("CONFORM_KUSTOMIZE", &shared().kustomize).env("CONFORM_HELM", &shared().helm);
        if !arguments.contains(&"--tree") {
            command.arg("--tree").arg(&self.tree);
        }
        command
    }

    pub(crate) fn finish(&self, command: &mut Command) -> Done {
        let done = command.stdin(Stdio::null()).output().unwrap();
        Done {
            code: done.status.code().unwrap_or(-1),
            stdout: String::from_utf8(done.stdout).unwrap(),
            stderr: String::from_utf8(done.stderr).unwrap(),
        }
    }

    pub(crate) fn run(&self, arguments: &[&str]) -> Done {
        self.finish(&mut self.with_tools(arguments))
    }

    pub(crate) fn render(&self, arguments: &[&str]) -> Done {
        let out = self.out();
        let mut all = vec!["render", "--out", out.to_str().unwrap()];
        all.extend(arguments);
        self.run(&all)
    }

    /// The renders in the cache.
    pub(crate) fn entries(&self) -> Vec<PathBuf> {
        let Ok(entries) = fs::read_dir(self.cache().join("renders")) else { return Vec::new() };
        entries.map(|entry| entry.unwrap().path()).collect()
    }

    /// How many folders of work in progress and how many renders are in the cache.
    pub(crate) fn left_behind(&self) -> (usize, usize) {
        let work = fs::read_dir(self.cache().join("work")).map_or(0, Iterator::count);
        (work, self.entries().len())
    }

    /// A helm that says it has begun, and takes its time before it inflates.
    pub(crate) fn slow_helm(&self, seconds: &str) -> PathBuf {
        let path = self.path("slow/helm");
        script(
            &path,
            &format!(
                "case \"$1\" in template) echo $$ > '{}'; sleep {seconds};; esac\nexec '{}' \"$@\"",
                self.path("started").display(),
                shared().helm.display()
            ),
        );
        path
    }
}

fn write(path: &Path, content: &str) {
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, content).unwrap();
}

pub(crate) fn script(path: &Path, body: &str) {
    write(path, &format!("#!/bin/sh\n{body}\n"));
    fs::set_permissions(path, fs::Permissions::from_mode(0o755)).unwrap();
}

/// A kustomization that inflates the chart `demo` from a repository.
pub(crate) fn app(repo: &str) -> String {
    format!(
        "helmGlobals: {{chartHome: ../../charts}}\nhelmCharts:\n  - name: demo\n    repo: {repo}\n    \
         version: 1.0.0\n    releaseName: demo\n    namespace: monitoring\n    valuesFile: values.yaml\n    \
         kubeVersion: 1.35.4\n"
    )
}

/// Writes the chart `demo`.
pub(crate) fn chart(folder: &Path, version: &str, stand_in: bool) {
    let annotation = if stand_in { "annotations: {conform/stand-in: \"true\"}\n" } else { "" };
    write(
        &folder.join("Chart.yaml"),
        &format!("apiVersion: v2\nname: demo\nversion: {version}\n{annotation}"),
    );
    write(&folder.join("values.yaml"), "message: none\nextra: {}\n");
    write(
        &folder.join("templates/a.yaml"),
        "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: {{ .Release.Name }}\n  namespace: {{ .Release.Namespace }}\n\
         data:\n  message: {{ required \"message must not be empty\" .Values.message }}\n",
    );
}

/// A repository with the chart `demo` on the loopback; returns its address and the archive's digest.
pub(crate) fn repository(folder: &Path) -> (String, String) {
    chart(&folder.join("demo"), "1.0.0", false);
    let packed = Command::new(&shared().helm)
        .args(["package", "demo"])
        .current_dir(folder)
        .env("HOME", folder)
        .output()
        .unwrap();
    assert!(packed.status.success(), "{packed:?}");
    let archive = fs::read(folder.join("demo-1.0.0.tgz")).unwrap();
    let digest = Digest::of(&archive);
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    let index = format!(
        "apiVersion: v1\nentries:\n  demo:\n    - name: demo\n      version: 1.0.0\n      urls: [{address}/demo-1.0.0.tgz]\n"
    );
    thread::spawn(move || {
        for stream in listener.incoming() {
            let Ok(mut stream) = stream else { continue };
            let mut request = [0; 4096];
            let length = stream.read(&mut request).unwrap_or(0);
            let asked = String::from_utf8_lossy(&request[..length]).into_owned();
            let body = if asked.contains("index.yaml") { index.as_bytes() } else { &archive };
            let head =
                format!("HTTP/1.1 200 OK\r\nContent-Length: {}\r\nConnection: close\r\n\r\n", body.len());
            let _gone = stream.write_all(head.as_bytes()).and_then(|()| stream.write_all(body));
        }
    });
    (address, digest.to_string())
}

/// Every file below a folder, sorted.
pub(crate) fn files(folder: &Path) -> Vec<String> {
    let mut found = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(next) = folders.pop() {
        let Ok(entries) = fs::read_dir(&next) else { continue };
        for path in entries.map(|entry| entry.unwrap().path()) {
            if path.is_dir() {
                folders.push(path);
            } else {
                found.push(path.strip_prefix(folder).unwrap().to_str().unwrap().to_owned());
            }
        }
    }
    found.sort();
    found
}

/// Renders every stage as the guide for operators says, without our program.
pub(crate) fn plain(tree: &Path, kustomize: &Path, helm: &Path) -> BTreeMap<String, Vec<u8>> {
    let root = tempfile::tempdir().unwrap();
    let copy = root.path().join("deploy");
    for file in files(tree).iter().filter(|file| !file.starts_with("charts/")) {
        let content = fs::read(tree.join(file)).unwrap();
        let secret = tree.join(format!("{file}.example"));
        if !secret.exists() {
            fs::create_dir_all(copy.join(file).parent().unwrap()).unwrap();
            fs::write(copy.join(file), &content).unwrap();
        }
        if let Some(secret) = file.strip_suffix(".example") {
            fs::write(copy.join(secret), &content).unwrap();
        }
    }
    fs::create_dir(copy.join("charts")).unwrap();
    for entry in fs::read_dir(tree.join("../fixtures/charts")).unwrap() {
        let path = entry.unwrap().path();
        symlink(path.canonicalize().unwrap(), copy.join("charts").join(path.file_name().unwrap())).unwrap();
    }
    let verb = if kustomize.to_string_lossy().contains("kubectl") { "kustomize" } else { "build" };
    let mut rendered = BTreeMap::new();
    for overlay in fs::read_dir(copy.join("overlays")).unwrap().map(|entry| entry.unwrap().path()) {
        for stage in fs::read_dir(&overlay).unwrap().map(|entry| entry.unwrap().path()) {
            if !stage.join("kustomization.yaml").exists() {
                continue;
            }
            let done = Command::new(kustomize)
                .args([verb, "--enable-helm", "--helm-command"])
                .args([helm, &stage])
                .env("HOME", root.path())
                .output()
                .unwrap();
            assert!(done.status.success(), "{done:?}");
            let name = |path: &Path| path.file_name().unwrap().to_str().unwrap().to_owned();
            rendered.insert(format!("{}/{}.yaml", name(&overlay), name(&stage)), done.stdout);
        }
    }
    rendered
}

/// Waits for a condition, and says which one if it never holds.
pub(crate) fn eventually(what: &str, mut holds: impl FnMut() -> bool) {
    let began = Instant::now();
    while !holds() {
        assert!(began.elapsed() < Duration::from_mins(1), "not after a minute: {what}");
        thread::sleep(Duration::from_millis(20));
    }
}

pub(crate) fn kill(signal: &str, process: u32) {
    let done = Command::new("kill").args([format!("-{signal}"), process.to_string()]).status().unwrap();
    assert!(done.success());
}

/// Whether a process is gone, or only waits for somebody to ask how it ended.
pub(crate) fn ended(process: u32) -> bool {
    fs::read_to_string(format!("/proc/{process}/stat")).map_or(true, |stat| stat.contains(") Z "))
}
