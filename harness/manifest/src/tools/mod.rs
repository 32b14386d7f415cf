//! Finds kustomize, helm and promtool, or installs pinned ones through a package client.

#![expect(clippy::disallowed_methods, reason = "looks for tools on PATH and prepares what `process` starts")]

mod install;
mod version;

use std::{
    env,
    ffi::OsStr,
    fs,
    os::unix::fs::PermissionsExt as _,
    path::{Path, PathBuf},
    process::Command,
    time::Duration,
};

use conform_model::{Digest, ToolUse};

pub use install::{InstallError, Pin, pins};
pub use version::Version;

use crate::{Cache, CacheError, Interrupt, process};

/// A version question is answered at once or not at all.
const PROBE_LIMIT: Duration = Duration::from_secs(30);

/// Why there is no tool to work with.
#[derive(Debug, thiserror::Error)]
pub enum ToolError {
    /// The tool that the user named cannot be used.
    #[error("{tool} at {path} (given by {by}) cannot be used: {reason}")]
    Given {
        /// `kustomize` or `helm`.
        tool: &'static str,
        /// The path.
        path: PathBuf,
        /// The flag or variable.
        by: &'static str,
        /// Why not.
        reason: String,
    },
    /// None was found and none may be installed.
    #[error(
        "no usable {tool} on PATH or in the cache, and --offline forbids to install it{}; \
         name one by --{tool} PATH, or run `conform tools` once without --offline",
        bullets(notes)
    )]
    Offline {
        /// `kustomize` or `helm`.
        tool: &'static str,
        /// What was found and why it was not taken.
        notes: Vec<String>,
    },
    /// None was found and none could be installed.
    #[error("no usable {tool} on PATH, and the pinned one could not be installed{}", bullets(notes))]
    Install {
        /// `kustomize` or `helm`.
        tool: &'static str,
        /// What was found and why it was not taken.
        notes: Vec<String>,
        /// Why.
        #[source]
        source: Box<InstallError>,
    },
    /// The tool cannot be read, so that it has no digest.
    #[error("cannot read {path}")]
    Read {
        /// The path.
        path: PathBuf,
        /// Why.
        #[source]
        source: std::io::Error,
    },
    /// The cache cannot be used.
    #[error(transparent)]
    Cache(#[from] CacheError),
    /// The user ended the run.
    #[error("interrupted")]
    Interrupted,
}

fn bullets(notes: &[String]) -> String {
    notes.iter().fold(String::new(), |text, note| text + " (" + note + ")")
}

/// Where a tool was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Found {
    /// A flag names it.
    Flag,
    /// An environment variable names it.
    Environment,
    /// On `PATH`.
    Path,
    /// In our cache, installed by an earlier run.
    Cache,
    /// Installed just now.
    Installed,
}

impl Found {
    /// In words.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Flag => "named by a flag",
            Self::Environment => "named by the environment",
            Self::Path => "found on PATH",
            Self::Cache => "pinned, from the cache",
            Self::Installed => "pinned, installed just now",
        }
    }
}

/// How a program is asked to build a kustomization.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// A program of its own: `kustomize build`, `helm template`.
    Plain,
    /// Inside kubectl: `kubectl kustomize`.
    Kubectl,
}

/// A tool that can be used.
#[derive(Debug, Clone)]
pub struct Tool {
    /// `kustomize`, `helm` or `promtool`.
    pub name: &'static str,
    /// The program.
    pub path: PathBuf,
    /// How it is asked.
    pub form: Form,
    /// What it says of itself.
    pub version: Version,
    /// Where it was found.
    pub found: Found,
    /// Why this version is acceptable.
    pub why: String,
    /// Digest of the program.
    pub digest: Digest,
}

impl Tool {
    /// What a record says about it.
    #[must_use]
    pub fn usage(&self) -> ToolUse {
        ToolUse { name: self.name.to_owned(), version: self.version.to_string(), digest: self.digest.clone() }
    }
}

/// The tools that render.
#[derive(Debug, Clone)]
pub struct Tools {
    /// Builds kustomizations.
    pub kustomize: Tool,
    /// Inflates charts.
    pub helm: Tool,
    /// What was found and why it was not taken.
    pub notes: Vec<String>,
}

impl Tools {
    /// What a record says about them.
    #[must_use]
    pub fn usage(&self) -> Vec<ToolUse> {
        vec![self.kustomize.usage(), self.helm.usage()]
    }
}

/// Where to look for tools.
#[derive(Debug, Clone, Default)]
pub struct Wanted {
    /// The program that `--kustomize` names.
    pub kustomize: Option<PathBuf>,
    /// The program that `--helm` names.
    pub helm: Option<PathBuf>,
    /// Whether package clients must not be started.
    pub offline: bool,
}

/// Finds tools.
struct Finder<'a> {
    cache: &'a Cache,
    interrupt: &'a Interrupt,
    offline: bool,
    say: &'a dyn Fn(&str),
    notes: Vec<String>,
}

/// What a kind of tool is asked and how it is judged.
struct Kind<'k> {
    name: &'static str,
    flag: &'static str,
    variable: &'static str,
    /// Programs to look for on `PATH`, in this order.
    programs: &'static [&'static str],
    judge: &'k dyn Fn(Version) -> Result<String, String>,
}

impl Wanted {
    /// Finds kustomize, then a helm that it can talk to. `say` is told what takes time.
    pub fn find(&self, cache: &Cache, interrupt: &Interrupt, say: &dyn Fn(&str)) -> Result<Tools, ToolError> {
        let mut finder = Finder { cache, interrupt, offline: self.offline, say, notes: Vec::new() };
        let kustomize = finder.find(
            &Kind {
                name: "kustomize",
                flag: "--kustomize",
                variable: "CONFORM_KUSTOMIZE",
                programs: &["kustomize", "kubectl"],
                judge: &version::kustomize,
            },
            self.kustomize.as_deref(),
        )?;
        let helm = finder.find(
            &Kind {
                name: "helm",
                flag: "--helm",
                variable: "CONFORM_HELM",
                programs: &["helm"],
                judge: &|version| version::helm(version, kustomize.version),
            },
            self.helm.as_deref(),
        )?;
        Ok(Tools { kustomize, helm, notes: finder.notes })
    }
}

/// Finds or installs promtool, which tests alert rules; nothing else needs it.
pub fn promtool(
    cache: &Cache,
    interrupt: &Interrupt,
    offline: bool,
    say: &dyn Fn(&str),
) -> Result<Tool, ToolError> {
    let mut finder = Finder { cache, interrupt, offline, say, notes: Vec::new() };
    finder.find(
        &Kind {
            name: "promtool",
            flag: "--promtool",
            variable: "CONFORM_PROMTOOL",
            programs: &["promtool"],
            judge: &version::promtool,
        },
        None,
    )
}

/// A pinned program, installed if it is not in the cache; for tests that compare versions.
pub fn pinned(
    pin: &Pin,
    cache: &Cache,
    interrupt: &Interrupt,
    say: &dyn Fn(&str),
) -> Result<PathBuf, InstallError> {
    match install::installed(cache, pin) {
        Some(path) => Ok(path),
        None => install::install(cache, pin, interrupt, say),
    }
}

impl Finder<'_> {
    fn find(&mut self, kind: &Kind<'_>, flag: Option<&Path>) -> Result<Tool, ToolError> {
        let variable = env::var_os(kind.variable).filter(|value| !value.is_empty()).map(PathBuf::from);
        let given = flag
            .map(|path| (path.to_owned(), kind.flag, Found::Flag))
            .or_else(|| variable.map(|path| (path, kind.variable, Found::Environment)));
        if let Some((path, by, found)) = given {
            // Tools run in other folders, so that a relative path would mean another place there.
            let path = std::path::absolute(&path).unwrap_or(path);
            return self.examine(kind, &path, found).map_err(|reason| {
                self.stopped().unwrap_or(ToolError::Given { tool: kind.name, path, by, reason })
            });
        }
        for program in kind.programs {
            let Some(path) = on_path(program) else { continue };
            match self.examine(kind, &path, Found::Path) {
                Ok(tool) => return Ok(tool),
                Err(reason) => self.notes.push(format!("{} is not used: {reason}", path.display())),
            }
            if let Some(stopped) = self.stopped() {
                return Err(stopped);
            }
        }
        let (path, found) = if kind.name == "promtool" {
            self.packaged_promtool()?
        } else if let Some(pin) = pins().iter().find(|pin| pin.tool == kind.name) {
            self.pinned(kind.name, pin)?
        } else {
            return Err(ToolError::Offline { tool: kind.name, notes: self.notes.clone() });
        };
        self.examine(kind, &path, found).map_err(|reason| {
            self.stopped().unwrap_or(ToolError::Given { tool: kind.name, path, by: "its pin", reason })
        })
    }

    fn stopped(&self) -> Option<ToolError> {
        self.interrupt.raised().then_some(ToolError::Interrupted)
    }

    fn pinned(&self, tool: &'static str, pin: &Pin) -> Result<(PathBuf, Found), ToolError> {
        if let Some(path) = install::installed(self.cache, pin) {
            return Ok((path, Found::Cache));
        }
        if self.offline {
            return Err(ToolError::Offline { tool, notes: self.notes.clone() });
        }
        install::install(self.cache, pin, self.interrupt, self.say)
            .map(|path| (path, Found::Installed))
            .map_err(|source| self.not_installed(tool, source))
    }

    fn packaged_promtool(&self) -> Result<(PathBuf, Found), ToolError> {
        if let Some(path) = install::installed_promtool(self.cache) {
            return Ok((path, Found::Cache));
        }
        if self.offline {
            return Err(ToolError::Offline { tool: "promtool", notes: self.notes.clone() });
        }
        install::install_promtool(self.cache, self.interrupt, self.say)
            .map(|path| (path, Found::Installed))
            .map_err(|source| self.not_installed("promtool", source))
    }

    fn not_installed(&self, tool: &'static str, source: InstallError) -> ToolError {
        match source {
            InstallError::Interrupted => ToolError::Interrupted,
            source => ToolError::Install { tool, notes: self.notes.clone(), source: Box::new(source) },
        }
    }

    /// Runs a program to learn its version, in the bare environment that renders get, too.
    fn examine(&self, kind: &Kind<'_>, path: &Path, found: Found) -> Result<Tool, String> {
        let form = match path.file_name().and_then(OsStr::to_str) {
            Some(name) if kind.name == "kustomize" && name.contains("kubectl") => Form::Kubectl,
            _ => Form::Plain,
        };
        let arguments: &[&str] = match (kind.name, form) {
            (_, Form::Kubectl) => &["version", "--client"],
            ("helm", _) => &["version", "--short"],
            ("promtool", _) => &["--version"],
            _ => &["version"],
        };
        let mut command = bare(path);
        command.args(arguments);
        let done = process::run(command, PROBE_LIMIT, self.interrupt).map_err(|error| chain(&error))?;
        let said = String::from_utf8_lossy(&done.stdout).into_owned();
        if !done.status.success() {
            return Err(format!("`{}` fails: {}", arguments.join(" "), done.said()));
        }
        let line = match form {
            Form::Kubectl => said.lines().find(|line| line.starts_with("Kustomize Version")),
            Form::Plain => Some(said.as_str()),
        };
        let version = line.and_then(Version::find).ok_or_else(|| {
            format!("`{}` names no version of {} in: {}", arguments.join(" "), kind.name, said.trim())
        })?;
        let why = (kind.judge)(version)?;
        let digest = digest_of(path).map_err(|error| chain(&error))?;
        Ok(Tool { name: kind.name, path: path.to_owned(), form, version, found, why, digest })
    }
}

/// A command that sees nothing of the user's environment and no way to a network.
pub(crate) fn bare(program: &Path) -> Command {
    const NOWHERE: &str = "http://127.0.0.1:9";
    let mut command = Command::new(program);
    command
        .env_clear()
        .env("PATH", "/usr/local/bin:/usr/bin:/bin")
        .env("LC_ALL", "C")
        .env("HOME", "/nonexistent");
    // Charts are put in place beforehand. A tree that makes a tool reach out, through a remote
    // resource for example, must fail alike on every machine.
    for name in ["HTTP_PROXY", "HTTPS_PROXY", "http_proxy", "https_proxy"] {
        command.env(name, NOWHERE);
    }
    command.env("GIT_ALLOW_PROTOCOL", "none").env("GIT_TERMINAL_PROMPT", "0");
    command
}

/// Looks for a program in the folders of `PATH`.
fn on_path(program: &str) -> Option<PathBuf> {
    env::split_paths(&env::var_os("PATH")?)
        .filter(|folder| folder.is_absolute())
        .map(|folder| folder.join(program))
        .find(|path| {
            fs::metadata(path).is_ok_and(|meta| meta.is_file() && meta.permissions().mode() & 0o111 != 0)
        })
}

/// The digest of a program.
fn digest_of(path: &Path) -> Result<Digest, ToolError> {
    let bytes = fs::read(path).map_err(|source| ToolError::Read { path: path.to_owned(), source })?;
    Ok(Digest::of(&bytes))
}

/// An error and its causes in one line.
pub(crate) fn chain(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut next = error.source();
    while let Some(cause) = next {
        text.push_str(": ");
        text.push_str(&cause.to_string());
        next = cause.source();
    }
    text
}
