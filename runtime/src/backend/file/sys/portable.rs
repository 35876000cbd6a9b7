//! The standard library alone.
//!
//! Without locks between processes, the removal of an expired or evicted entry can take an entry with it that
//! another process has put there in that very moment: a miss, never a wrong value.

use std::fs::{self, File, OpenOptions};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, TryLockError};
use std::time::SystemTime;

use super::{Access, Flaw, Lock, Stat, Writer};

pub(crate) fn create_dir(path: &Path) -> io::Result<()> {
    fs::create_dir_all(path)
}

/// A directory by its path.
#[derive(Debug)]
pub(crate) struct Dir(PathBuf);

impl Dir {
    pub(crate) fn open(path: &Path) -> io::Result<Self> {
        if !fs::symlink_metadata(path)?.is_dir() {
            return Err(io::ErrorKind::NotADirectory.into());
        }
        Ok(Self(path.to_owned()))
    }

    #[expect(clippy::unnecessary_wraps, clippy::unused_self, reason = "the shape that unix needs")]
    pub(crate) fn flaw(&self) -> io::Result<Option<Flaw>> {
        Ok(None)
    }

    /// Takes the lock that all directories of this process share, if nobody holds it.
    #[expect(clippy::unnecessary_wraps, reason = "the shape that unix needs")]
    pub(crate) fn try_lock(&self) -> io::Result<Option<DirLock<'_>>> {
        static LOCK: Mutex<()> = Mutex::new(());
        match LOCK.try_lock() {
            Ok(guard) => Ok(Some(DirLock { _dir: self, _guard: guard })),
            Err(TryLockError::Poisoned(guard)) => {
                Ok(Some(DirLock { _dir: self, _guard: guard.into_inner() }))
            }
            Err(TryLockError::WouldBlock) => Ok(None),
        }
    }

    pub(crate) fn open_file(&self, name: &str, access: Access) -> io::Result<Option<File>> {
        let path = self.0.join(name);
        match fs::symlink_metadata(&path) {
            Ok(metadata) if metadata.is_file() => {}
            Ok(_) => return Ok(None),
            Err(error) => return absent(error),
        }
        let file = OpenOptions::new().read(true).write(access == Access::Change).open(path);
        file.map(Some).or_else(absent)
    }

    pub(crate) fn create_file(&self, name: &str) -> io::Result<File> {
        OpenOptions::new().write(true).create_new(true).open(self.0.join(name))
    }

    pub(crate) fn rename(&self, from: &str, to: &str) -> io::Result<()> {
        fs::rename(self.0.join(from), self.0.join(to))
    }

    pub(crate) fn remove(&self, name: &str) -> io::Result<()> {
        fs::remove_file(self.0.join(name))
    }

    pub(crate) fn stat(&self, name: &str) -> io::Result<Option<Stat>> {
        let metadata = match fs::symlink_metadata(self.0.join(name)) {
            Ok(metadata) => metadata,
            Err(error) => return absent(error),
        };
        let modified = metadata.modified()?.duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
        Ok(Some(Stat {
            is_regular: metadata.is_file(),
            len: metadata.len(),
            modified_ns: i128::try_from(modified.as_nanos()).unwrap_or(i128::MAX),
            file_id: 0,
        }))
    }

    pub(crate) fn names(&self) -> io::Result<impl Iterator<Item = io::Result<String>>> {
        Ok(fs::read_dir(&self.0)?.filter_map(|entry| match entry {
            Ok(entry) => entry.file_name().into_string().ok().map(Ok),
            Err(error) => Some(Err(error)),
        }))
    }
}

fn absent<T>(error: io::Error) -> io::Result<Option<T>> {
    if error.kind() == io::ErrorKind::NotFound { Ok(None) } else { Err(error) }
}

/// The lock, until dropped.
#[derive(Debug)]
pub(crate) struct DirLock<'a> {
    _dir: &'a Dir,
    _guard: MutexGuard<'static, ()>,
}

/// Not needed for what it protects: Windows does not interleave two calls that read and write one file.
#[expect(clippy::unnecessary_wraps, reason = "the shape that unix needs")]
pub(crate) fn try_lock(_file: &File, _kind: Lock) -> io::Result<bool> {
    Ok(true)
}

pub(crate) fn unlock(_file: &File) {}

pub(crate) fn writer(_file: &File, _pid: u32) -> Writer {
    Writer::Unknown
}
