//! Directory handles, `flock` and modes.

use std::fs::{DirBuilder, File};
use std::io;
use std::os::fd::{AsFd, OwnedFd};
use std::os::unix::fs::DirBuilderExt as _;
use std::path::Path;

use rustix::fs::{AtFlags, CWD, FileType, FlockOperation, Mode, OFlags};
use rustix::io::Errno;
use rustix::process::Pid;

use super::{Access, Flaw, Lock, Stat, Writer};

/// Creates the directory, and its parents where they are missing, for this user alone.
pub(crate) fn create_dir(path: &Path) -> io::Result<()> {
    DirBuilder::new().recursive(true).mode(0o700).create(path)
}

/// An open directory. Each operation opens its own: the directory's lock belongs to the handle, so threads keep
/// each other out as processes do, and a directory that was deleted and made anew is noticed at once.
#[derive(Debug)]
pub(crate) struct Dir(OwnedFd);

impl Dir {
    /// Opens the directory itself, not what a link of that name points to.
    pub(crate) fn open(path: &Path) -> io::Result<Self> {
        let flags = OFlags::RDONLY | OFlags::DIRECTORY | OFlags::NOFOLLOW | OFlags::CLOEXEC;
        Ok(Self(rustix::fs::openat(CWD, path, flags, Mode::empty())?))
    }

    pub(crate) fn flaw(&self) -> io::Result<Option<Flaw>> {
        let stat = rustix::fs::fstat(&self.0)?;
        if stat.st_uid != rustix::process::geteuid().as_raw() {
            return Ok(Some(Flaw::ForeignOwner(stat.st_uid)));
        }
        let mode = Mode::from_raw_mode(stat.st_mode);
        Ok(mode.intersects(Mode::WGRP | Mode::WOTH).then_some(Flaw::OpenToOthers))
    }

    /// Takes the directory's lock if nobody holds it.
    pub(crate) fn try_lock(&self) -> io::Result<Option<DirLock<'_>>> {
        Ok(lock(&self.0, Lock::Exclusive)?.then_some(DirLock(self)))
    }

    /// Opens a regular file. `None` when there is none, or something else of that name.
    pub(crate) fn open_file(&self, name: &str, access: Access) -> io::Result<Option<File>> {
        let access = match access {
            Access::Read => OFlags::RDONLY,
            Access::Change => OFlags::RDWR,
        };
        let flags = access | OFlags::NOFOLLOW | OFlags::NONBLOCK | OFlags::NOCTTY | OFlags::CLOEXEC;
        let file = match rustix::fs::openat(&self.0, name, flags, Mode::empty()) {
            Ok(file) => File::from(file),
            Err(
                Errno::NOENT | Errno::LOOP | Errno::MLINK | Errno::NXIO | Errno::ISDIR | Errno::OPNOTSUPP,
            ) => {
                return Ok(None);
            }
            Err(error) => return Err(error.into()),
        };
        Ok(file.metadata()?.is_file().then_some(file))
    }

    /// Creates a file for this user alone; an error when there is anything of that name.
    pub(crate) fn create_file(&self, name: &str) -> io::Result<File> {
        let flags = OFlags::WRONLY | OFlags::CREATE | OFlags::EXCL | OFlags::NOFOLLOW | OFlags::CLOEXEC;
        Ok(rustix::fs::openat(&self.0, name, flags, Mode::RUSR | Mode::WUSR)?.into())
    }

    pub(crate) fn rename(&self, from: &str, to: &str) -> io::Result<()> {
        Ok(rustix::fs::renameat(&self.0, from, &self.0, to)?)
    }

    pub(crate) fn remove(&self, name: &str) -> io::Result<()> {
        Ok(rustix::fs::unlinkat(&self.0, name, AtFlags::empty())?)
    }

    pub(crate) fn stat(&self, name: &str) -> io::Result<Option<Stat>> {
        let stat = match rustix::fs::statat(&self.0, name, AtFlags::SYMLINK_NOFOLLOW) {
            Ok(stat) => stat,
            Err(Errno::NOENT) => return Ok(None),
            Err(error) => return Err(error.into()),
        };
        Ok(Some(Stat {
            is_regular: FileType::from_raw_mode(stat.st_mode).is_file(),
            len: u64::try_from(stat.st_size).unwrap_or(0),
            modified_ns: i128::from(stat.st_mtime) * 1_000_000_000 + i128::from(stat.st_mtime_nsec),
            file_id: stat.st_ino,
        }))
    }

    /// The names in the directory, without those that are not text: none of ours is among them.
    pub(crate) fn names(&self) -> io::Result<impl Iterator<Item = io::Result<String>>> {
        let entries = rustix::fs::Dir::read_from(&self.0)?;
        Ok(entries.filter_map(|entry| match entry {
            Ok(entry) => entry.file_name().to_str().ok().map(|name| Ok(name.to_owned())),
            Err(error) => Some(Err(error.into())),
        }))
    }
}

/// The directory's lock, until dropped.
#[derive(Debug)]
pub(crate) struct DirLock<'a>(&'a Dir);

impl Drop for DirLock<'_> {
    fn drop(&mut self) {
        // Not left to closing the handle: a child forked in between would have a copy of it.
        let _ = rustix::fs::flock(&self.0.0, FlockOperation::Unlock);
    }
}

/// Takes the file's lock if nobody holds it against us.
pub(crate) fn try_lock(file: &File, kind: Lock) -> io::Result<bool> {
    lock(file, kind)
}

pub(crate) fn unlock(file: &File) {
    let _ = rustix::fs::flock(file, FlockOperation::Unlock);
}

/// A file system that knows no locks lets everybody through: then the races that the lock closes are open, and
/// each of them ends in a miss.
fn lock(file: impl AsFd, kind: Lock) -> io::Result<bool> {
    match flock(file, kind) {
        Ok(()) | Err(Errno::OPNOTSUPP | Errno::NOSYS | Errno::NOLCK | Errno::INVAL) => Ok(true),
        Err(Errno::WOULDBLOCK | Errno::INTR) => Ok(false),
        Err(error) => Err(error.into()),
    }
}

fn flock(file: impl AsFd, kind: Lock) -> Result<(), Errno> {
    let operation = match kind {
        Lock::Shared => FlockOperation::NonBlockingLockShared,
        Lock::Exclusive => FlockOperation::NonBlockingLockExclusive,
    };
    rustix::fs::flock(file, operation)
}

/// Whether somebody still writes the temporary file that the process `pid` has created.
///
/// Our own writers hold the file's lock, so a file that names this very process and is not locked was left by an
/// earlier one of the same id: in a container, often every one of them is number 1.
pub(crate) fn writer(file: &File, pid: u32) -> Writer {
    match flock(file, Lock::Exclusive) {
        Ok(()) => unlock(file),
        Err(Errno::WOULDBLOCK) => return Writer::Working,
        Err(_) => return Writer::Unknown,
    }
    if pid == std::process::id() || !process_exists(pid) { Writer::Gone } else { Writer::Unknown }
}

fn process_exists(pid: u32) -> bool {
    let Some(pid) = i32::try_from(pid).ok().and_then(Pid::from_raw) else { return false };
    rustix::process::test_kill_process(pid) != Err(Errno::SRCH)
}
