//! Renders a tree with real kustomize and helm, once per content of its inputs.

mod provenance;
mod store;
mod touch;

use std::{
    collections::BTreeMap,
    fs, io,
    num::NonZero,
    path::{Path, PathBuf},
    sync::{
        Mutex,
        atomic::{AtomicUsize, Ordering},
    },
    thread,
    time::Duration,
};

use conform_model::{Digest, Hasher};

use provenance::Provenance;

use crate::{
    Cache, CacheError, ChosenChart, Interrupt, SourceTree, Stack, StackError, Tools,
    cache::WorkDir,
    process::{self, ProcessError},
    tools::{Form, bare, chain},
};

/// Part of every render's key: raise it when the same inputs lead to another result.
const RENDERER: &str = "1";
/// A stage takes seconds; a tool that is still busy then waits for something.
const STAGE_LIMIT: Duration = Duration::from_mins(5);

/// Why a tree cannot be rendered.
#[derive(Debug, thiserror::Error)]
pub enum RenderError {
    /// The tools refuse some stages.
    #[error("{}", failures.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n"))]
    Stages {
        /// Every stage that does not render.
        failures: Vec<StageFailure>,
    },
    /// The tree has no stage.
    #[error(
        "{root} has no stage to render; a stage is a folder overlays/<overlay>/<stage> with a kustomization.yaml"
    )]
    NoStages {
        /// The tree.
        root: PathBuf,
    },
    /// The copy that is rendered cannot be made.
    #[error("cannot write {path}; free some space, or set CONFORM_CACHE to another folder")]
    Write {
        /// The path.
        path: PathBuf,
        /// Why.
        #[source]
        source: io::Error,
    },
    /// The render that was just made cannot be read.
    #[error("cannot read the render")]
    Stack(#[from] StackError),
    /// The cache cannot be used.
    #[error(transparent)]
    Cache(CacheError),
    /// The user ended the run.
    #[error("interrupted; nothing half-rendered is kept")]
    Interrupted,
}

/// Why one stage does not render.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StageFailure {
    /// `<overlay>/<stage>`.
    pub stage: String,
    /// What the tool said, with paths of the tree.
    pub message: String,
    /// What to do.
    pub next: String,
}

impl std::fmt::Display for StageFailure {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} does not render: {}\n  next: {}", self.stage, self.message, self.next)
    }
}

impl From<CacheError> for RenderError {
    fn from(error: CacheError) -> Self {
        match error {
            CacheError::Interrupted => Self::Interrupted,
            error => Self::Cache(error),
        }
    }
}

/// A stage by overlay and name.
pub type StageKey = (String, String);

/// Renders a tree.
#[derive(Clone, Copy)]
pub struct Renderer<'a> {
    /// The sources.
    pub tree: &'a SourceTree,
    /// kustomize and helm.
    pub tools: &'a Tools,
    /// The charts that the tree names.
    pub charts: &'a [ChosenChart],
    /// Where renders are kept.
    pub cache: &'a Cache,
    /// Whether the user wants to stop.
    pub interrupt: &'a Interrupt,
    /// Told what takes time.
    pub say: &'a (dyn Fn(&str) + Sync),
}

impl std::fmt::Debug for Renderer<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Renderer").field("tree", &self.tree.root).finish_non_exhaustive()
    }
}

/// A complete render in the cache.
#[derive(Debug)]
pub struct Rendered {
    /// Holds `<overlay>/<stage>.yaml`.
    pub folder: PathBuf,
    /// Whether an earlier run had made it.
    pub cached: bool,
    /// Its stages.
    pub stages: Vec<StageKey>,
    /// What the tools said although they rendered, as `<overlay>/<stage>: …`.
    pub warnings: Vec<String>,
    provenance: Provenance,
}

impl Rendered {
    /// Reads the objects, each with its origin.
    pub fn stack(&self) -> Result<Stack, RenderError> {
        Ok(Stack::read_with(&self.folder, &|overlay, stage, id| self.provenance.origin(overlay, stage, id))?)
    }

    /// The text of a stage, as plain kustomize prints it.
    pub fn text(&self, stage: &StageKey) -> io::Result<Vec<u8>> {
        fs::read(self.folder.join(&stage.0).join(format!("{}.yaml", stage.1)))
    }
}

/// What a stage came to.
struct StageText {
    text: String,
    warnings: String,
}

impl Renderer<'_> {
    /// Renders the stages given, or every stage; takes an earlier render of the same inputs.
    pub fn render(&self, stages: Option<&[StageKey]>) -> Result<Rendered, RenderError> {
        let stages = stages.map_or_else(|| self.tree.stages(), <[_]>::to_vec);
        if stages.is_empty() {
            return Err(RenderError::NoStages { root: self.tree.root.clone() });
        }
        let key = self.key(&stages);
        let folder = self.cache.root().join("renders").join(key.short());
        if let Some(stored) = store::load(&folder, &stages) {
            return Ok(stored);
        }
        let _lock = self.cache.lock(&format!("render-{}", key.short()), self.interrupt, &mut || {
            (self.say)("waiting for another conform that renders the same tree …");
        })?;
        if let Some(stored) = store::load(&folder, &stages) {
            return Ok(stored);
        }
        if folder.exists() {
            (self.say)("an earlier render in the cache is damaged; rendering anew");
        }
        let work = self.cache.work_dir()?;
        let texts = self.render_in(&work, &stages)?;
        let mut provenance = Provenance::new(self.tree);
        let mut warnings = Vec::new();
        let mut plain = Vec::new();
        for (stage, rendered) in stages.iter().zip(texts) {
            plain.push((stage.clone(), provenance.take(stage, &rendered.text)));
            for line in rendered.warnings.lines().filter(|line| !line.trim().is_empty()) {
                warnings.push(format!("{}/{}: {line}", stage.0, stage.1));
            }
        }
        let fresh = work.path().join("fresh");
        store::save(&fresh, &plain, &provenance, &warnings)
            .map_err(|source| RenderError::Write { path: fresh.clone(), source })?;
        self.cache.publish(&fresh, &folder)?;
        store::prune(self.cache, &folder);
        Ok(Rendered { folder, cached: false, stages, warnings, provenance })
    }

    /// The digest of everything that decides what comes out.
    fn key(&self, stages: &[StageKey]) -> Digest {
        let mut hasher = Hasher::new();
        hasher.part(RENDERER.as_bytes());
        hasher.part(self.tree.digest().as_str().as_bytes());
        for tool in self.tools.usage() {
            for part in [&tool.name, &tool.version, tool.digest.as_str()] {
                hasher.part(part.as_bytes());
            }
        }
        for chart in self.charts {
            for part in [&chart.name, &chart.version, chart.digest.as_str(), &chart.homes.join(" ")] {
                hasher.part(part.as_bytes());
            }
        }
        for (overlay, stage) in stages {
            hasher.part(format!("{overlay}/{stage}").as_bytes());
        }
        hasher.finish()
    }

    fn render_in(&self, work: &WorkDir, stages: &[StageKey]) -> Result<Vec<StageText>, RenderError> {
        self.copy_tree(work.path(), stages)?;
        let next = AtomicUsize::new(0);
        let results = Mutex::new(BTreeMap::new());
        let workers = thread::available_parallelism().map_or(1, NonZero::get).min(stages.len());
        (self.say)(&format!("rendering {} stages …", stages.len()));
        thread::scope(|scope| {
            for _ in 0..workers {
                scope.spawn(|| {
                    loop {
                        let at = next.fetch_add(1, Ordering::Relaxed);
                        let Some(stage) = stages.get(at) else { break };
                        let result = self.build(work.path(), stage);
                        let Ok(mut results) = results.lock() else { break };
                        results.insert(at, result);
                    }
                });
            }
        });
        if self.interrupt.raised() {
            return Err(RenderError::Interrupted);
        }
        let mut texts = Vec::new();
        let mut failures = Vec::new();
        for result in results.into_inner().unwrap_or_default().into_values() {
            match result {
                Ok(text) => texts.push(text),
                Err(failure) => failures.push(failure),
            }
        }
        if failures.is_empty() { Ok(texts) } else { Err(RenderError::Stages { failures }) }
    }

    /// Copies the sources, and puts every chart where kustomize looks for it before it would pull.
    fn copy_tree(&self, work: &Path, stages: &[StageKey]) -> Result<(), RenderError> {
        let root = work.join("deploy");
        let write = |path: &Path, content: &[u8]| {
            path.parent()
                .map_or(Ok(()), fs::create_dir_all)
                .and_then(|()| fs::write(path, content))
                .map_err(|source| RenderError::Write { path: path.to_owned(), source })
        };
        for (file, content) in self.tree.files() {
            let path = root.join(file);
            match file.strip_prefix("overlays/").and_then(|rest| rest.strip_suffix("/kustomization.yaml")) {
                Some(name) if stages.iter().any(|(overlay, stage)| format!("{overlay}/{stage}") == name) => {
                    write(&path, &provenance::annotated(content))?;
                }
                _ => write(&path, content)?,
            }
        }
        for chart in self.charts {
            for home in &chart.homes {
                let folder = root.join(home).join(format!("{}-{}", chart.name, chart.version));
                let link = folder.join(&chart.name);
                fs::create_dir_all(&folder)
                    .and_then(|()| std::os::unix::fs::symlink(&chart.path, &link))
                    .map_err(|source| RenderError::Write { path: link, source })?;
            }
        }
        for folder in ["home", "tmp"] {
            let path = work.join(folder);
            fs::create_dir_all(&path).map_err(|source| RenderError::Write { path, source })?;
        }
        Ok(())
    }

    fn build(&self, work: &Path, stage: &StageKey) -> Result<StageText, StageFailure> {
        let kustomize = &self.tools.kustomize;
        let mut command = bare(&kustomize.path);
        command
            .arg(match kustomize.form {
                Form::Plain => "build",
                Form::Kubectl => "kustomize",
            })
            .arg("--enable-helm")
            .arg("--helm-command")
            .arg(&self.tools.helm.path)
            .arg(work.join("deploy/overlays").join(&stage.0).join(&stage.1))
            .current_dir(work)
            .env("HOME", work.join("home"))
            .env("TMPDIR", work.join("tmp"));
        for name in ["HELM_CACHE_HOME", "HELM_CONFIG_HOME", "HELM_DATA_HOME"] {
            command.env(name, work.join("home"));
        }
        let failed = |message: String, next: &str| StageFailure {
            stage: format!("{}/{}", stage.0, stage.1),
            message,
            next: next.to_owned(),
        };
        let done = process::run(command, STAGE_LIMIT, self.interrupt).map_err(|error| match error {
            ProcessError::Interrupted => failed(error.to_string(), ""),
            error => failed(chain(&error), "run `conform tools`, and try the stage with the tools it shows"),
        })?;
        if !done.status.success() {
            let message = self.readable(work, &done.said());
            let next = next_step(&message);
            return Err(failed(message, next));
        }
        let warnings = self.readable(work, &String::from_utf8_lossy(&done.stderr));
        let text = String::from_utf8(done.stdout).map_err(|_| {
            failed("the render is not UTF-8".to_owned(), "look for binary content in its sources")
        })?;
        if text.trim().is_empty() {
            return Err(failed(
                "the render is empty".to_owned(),
                "give the stage a resource, or remove its folder: an empty stage is applied as if it were right",
            ));
        }
        Ok(StageText { text, warnings })
    }

    /// Maps paths of the copy back to the tree, and charts to what they are called.
    fn readable(&self, work: &Path, said: &str) -> String {
        let mut text = said.trim().to_owned();
        for chart in self.charts {
            text = text.replace(&chart.path.display().to_string(), &format!("chart {}", chart.title()));
        }
        let canonical = work.canonicalize().unwrap_or_else(|_| work.to_owned());
        for folder in [work, &canonical] {
            text = text.replace(&format!("{}/", folder.display()), "");
        }
        let text = unlogged(&text);
        text.trim_start_matches("error: ").trim_start_matches("Error: ").to_owned()
    }
}

/// Takes a message out of the line of a log that kubectl wraps it in where nobody watches:
/// `E1122 20:10:17.353082 8182 run.go:72] "command failed" err="…"`, or `err=<`, lines, ` >`.
fn unlogged(text: &str) -> String {
    const MARK: &str = "\"command failed\" err=";
    let Some((before, behind)) = text.split_once(MARK) else { return text.to_owned() };
    let kept: String = before.split_inclusive('\n').filter(|line| line.ends_with('\n')).collect();
    let message = if let Some(lines) = behind.strip_prefix('<') {
        let lines = lines.trim().trim_end_matches('>');
        lines.lines().map(str::trim).filter(|line| !line.is_empty()).collect::<Vec<_>>().join("; ")
    } else {
        serde_json::from_str(behind.trim()).unwrap_or_else(|_| behind.to_owned())
    };
    kept + &message
}

/// What to do about a message of the tools.
fn next_step(message: &str) -> &'static str {
    let has = |words: &[&str]| words.iter().any(|word| message.contains(word));
    if has(&["://", "git fetch", "git init"]) {
        "copy the remote resource into the tree: a render never uses the network"
    } else if has(&["evalsymlink failure", "no such file", "doesn't exist"]) {
        "add the file, or correct its name in the kustomization (a secret's file X needs a tracked X.example)"
    } else if has(&["helm", "template:", "execution error"]) {
        "correct the values that the chart is given; `conform charts` shows which chart it is"
    } else {
        "correct the file that the message names"
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case("error: no such file", "error: no such file")]
    #[case("E1 1 run.go:72] \"command failed\" err=\"a \\\"b\\\" c\"", "a \"b\" c")]
    #[case("E1 1 run.go:72] \"command failed\" err=<\n\tyaml: bad\n\t  line 3\n >", "yaml: bad; line 3")]
    #[case("# a warning\nE1 1 run.go:72] \"command failed\" err=\"x\"", "# a warning\nx")]
    fn messages_are_taken_out_of_logs(#[case] said: &str, #[case] message: &str) {
        assert_eq!(unlogged(said), message);
    }
}
