#![expect(
    clippy::disallowed_methods,
    reason = "owns the place of the cache, and waits for the lock of another process in small steps"
)]

use std::{
    fs::{self, File, TryLockError},
    io,
    path::{Path, PathBuf},
    thread,
    time::Duration,
};

use tempfile::TempDir;

use crate::Interrupt;

/// Why the cache cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum CacheError {
    /// Nothing says where it is.
    #[error("no folder for the cache: set CONFORM_CACHE to a folder that can be written (HOME is not set)")]
    Nowhere,
    /// It cannot be written.
    #[error("cannot write to the cache at {path}; set CONFORM_CACHE to a folder that can be written")]
    Write {
        /// The file or folder.
        path: PathBuf,
        /// Why.
        #[source]
        source: io::Error,
    },
    /// It cannot be read.
    #[error("cannot read {path} in the cache; remove it, it is made anew")]
    Read {
        /// The file or folder.
        path: PathBuf,
        /// Why.
        #[source]
        source: io::Error,
    },
    /// The user ended the run while it waited for another process.
    #[error("interrupted")]
    Interrupted,
}

/// Where tools, charts and renders are kept between runs.
///
/// Everything in it arrives by a rename of something complete; several processes may share it.
#[derive(Debug, Clone)]
pub struct Cache {
    root: PathBuf,
}

/// Held while one process makes an entry that others may want, too.
#[derive(Debug)]
pub(crate) struct Lock {
    _file: File,
}

/// A folder for work in progress, removed when it goes out of scope.
///
/// A process that is killed cannot remove its folder; the next one does, once the lock is free.
#[derive(Debug)]
pub(crate) struct WorkDir {
    folder: TempDir,
    _lock: File,
}

impl WorkDir {
    pub(crate) fn path(&self) -> &Path {
        self.folder.path()
    }
}

impl Drop for WorkDir {
    fn drop(&mut self) {
        // The lock file lies beside the folder; what cannot be removed now is swept later.
        let _later = fs::remove_file(lock_of(self.folder.path()));
    }
}

impl Cache {
    /// The folder that the environment names: `CONFORM_CACHE`, else `XDG_CACHE_HOME/conform`, else
    /// `HOME/.cache/conform`. Nothing is written yet.
    pub fn from_env() -> Result<Self, CacheError> {
        let var = |name| std::env::var_os(name).filter(|value| !value.is_empty()).map(PathBuf::from);
        let root = var("CONFORM_CACHE")
            .or_else(|| var("XDG_CACHE_HOME").map(|dir| dir.join("conform")))
            .or_else(|| var("HOME").map(|dir| dir.join(".cache/conform")))
            .ok_or(CacheError::Nowhere)?;
        Ok(Self::at(root))
    }

    /// A cache in a folder of the caller's choice.
    #[must_use]
    pub fn at(root: impl Into<PathBuf>) -> Self {
        let root = root.into();
        // Tools run in other folders, so that a relative path would mean another place there.
        Self { root: std::path::absolute(&root).unwrap_or(root) }
    }

    /// The folder.
    #[must_use]
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// A folder of the cache, made if it is not there.
    pub(crate) fn folder(&self, name: &str) -> Result<PathBuf, CacheError> {
        let path = self.root.join(name);
        fs::create_dir_all(&path).map_err(|source| CacheError::Write { path: path.clone(), source })?;
        Ok(path)
    }

    /// Waits until no other process holds the lock of this name. `waiting` is called once if there
    /// is something to wait for.
    pub(crate) fn lock(
        &self,
        name: &str,
        interrupt: &Interrupt,
        waiting: &mut dyn FnMut(),
    ) -> Result<Lock, CacheError> {
        let path = self.folder("locks")?.join(name);
        let write = |source| CacheError::Write { path: path.clone(), source };
        let file = File::options().create(true).append(true).open(&path).map_err(write)?;
        let mut told = false;
        loop {
            match file.try_lock() {
                Ok(()) => return Ok(Lock { _file: file }),
                Err(TryLockError::Error(source)) => return Err(write(source)),
                Err(TryLockError::WouldBlock) => {}
            }
            if interrupt.raised() {
                return Err(CacheError::Interrupted);
            }
            if !told {
                waiting();
                told = true;
            }
            thread::sleep(Duration::from_millis(50));
        }
    }

    /// A fresh folder for work in progress, inside the cache so that a rename out of it is atomic.
    pub(crate) fn work_dir(&self) -> Result<WorkDir, CacheError> {
        let parent = self.folder("work")?;
        // A sweep must not see a folder whose lock is not taken yet.
        let _alone = self.lock("work", &Interrupt::never(), &mut || {})?;
        sweep(&parent);
        let write = |source| CacheError::Write { path: parent.clone(), source };
        let folder = tempfile::Builder::new().prefix("").rand_bytes(12).tempdir_in(&parent).map_err(write)?;
        let lock = File::options().create(true).append(true).open(lock_of(folder.path())).map_err(write)?;
        lock.lock().map_err(write)?;
        Ok(WorkDir { folder, _lock: lock })
    }

    /// Moves a complete folder to its place; an older one there is replaced.
    pub(crate) fn publish(&self, from: &Path, to: &Path) -> Result<(), CacheError> {
        let write = |source| CacheError::Write { path: to.to_owned(), source };
        if let Some(parent) = to.parent() {
            fs::create_dir_all(parent).map_err(write)?;
        }
        remove_dir(to).map_err(write)?;
        fs::rename(from, to).map_err(write)
    }
}

/// Removes a folder that may not be there.
pub(crate) fn remove_dir(path: &Path) -> io::Result<()> {
    match fs::remove_dir_all(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        outcome => outcome,
    }
}

fn lock_of(folder: &Path) -> PathBuf {
    folder.with_extension("lock")
}

/// Removes what processes left behind that were killed. Failing to is no reason to stop.
fn sweep(parent: &Path) {
    let Ok(entries) = fs::read_dir(parent) else { return };
    for path in entries.flatten().map(|entry| entry.path()) {
        if path.extension().is_none_or(|end| end != "lock") {
            continue;
        }
        let Ok(lock) = File::options().append(true).open(&path) else { continue };
        if lock.try_lock().is_ok() && remove_dir(&path.with_extension("")).is_ok() {
            let _later = fs::remove_file(&path);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_killed_process_left_is_swept_and_what_is_in_use_stays() {
        let root = tempfile::tempdir().unwrap();
        let cache = Cache::at(root.path());
        let living = cache.work_dir().unwrap();
        let dead = root.path().join("work/dead");
        fs::create_dir(&dead).unwrap();
        fs::write(dead.join("half"), "x").unwrap();
        fs::write(lock_of(&dead), "").unwrap();
        let other = cache.work_dir().unwrap();
        assert!(!dead.exists());
        assert!(living.path().exists() && other.path().exists());
        drop((living, other));
        assert_eq!(fs::read_dir(root.path().join("work")).unwrap().count(), 0);
    }

    #[test]
    fn a_cache_that_cannot_be_written_says_what_to_do() {
        let file = tempfile::NamedTempFile::new().unwrap();
        let error = Cache::at(file.path()).work_dir().unwrap_err();
        assert!(error.to_string().contains("set CONFORM_CACHE"), "{error}");
    }

    #[test]
    fn a_lock_is_waited_for() {
        let root = tempfile::tempdir().unwrap();
        let cache = Cache::at(root.path());
        let held = cache.lock("a", &Interrupt::never(), &mut || {}).unwrap();
        let waiter = thread::spawn(move || {
            let mut waited = false;
            let _lock = cache.lock("a", &Interrupt::never(), &mut || waited = true).unwrap();
            waited
        });
        thread::sleep(Duration::from_millis(200));
        drop(held);
        assert!(waiter.join().unwrap());
    }
}
