//! A file that is not an entry yet.

use std::fs::File;
use std::io::{self, ErrorKind, Write as _};

use super::lock;
use super::name::{self, EntryName};
use super::sys::{self, Dir, DirLock, Lock};

/// A temporary file, removed when dropped. Its lock tells the sweep of other processes that its writer is alive.
#[derive(Debug)]
pub(super) struct Temporary<'a> {
    dir: &'a Dir,
    name: String,
    file: File,
    is_published: bool,
}

impl<'a> Temporary<'a> {
    pub(super) fn create(dir: &'a Dir, entry: &EntryName, unix_ms: u64) -> io::Result<Self> {
        let (name, file) = loop {
            let name = name::temporary(entry, unix_ms);
            match dir.create_file(&name) {
                Ok(file) => break (name, file),
                // Left by a process of the same number; the next name is another.
                Err(error) if error.kind() == ErrorKind::AlreadyExists => {}
                Err(error) => return Err(error),
            }
        };
        let temporary = Self { dir, name, file, is_published: false };
        lock::take(&temporary.file, Lock::Exclusive)?;
        Ok(temporary)
    }

    pub(super) fn name(&self) -> &str {
        &self.name
    }

    pub(super) fn write(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.file.write_all(bytes)
    }

    /// Has the content on the disk before it returns.
    pub(super) fn flush(&self) -> io::Result<()> {
        self.file.sync_data()
    }

    /// Gives the file its entry's name. The file's lock goes first, because other SDKs report an error when they
    /// meet it on an entry; the directory's lock keeps the sweep away meanwhile.
    pub(super) fn publish(mut self, entry: &EntryName, _: &DirLock<'_>) -> io::Result<()> {
        sys::unlock(&self.file);
        self.dir.rename(&self.name, entry.as_str())?;
        self.is_published = true;
        Ok(())
    }
}

impl Drop for Temporary<'_> {
    fn drop(&mut self) {
        if !self.is_published {
            // What cannot be removed now, the next open sweeps.
            let _ = self.dir.remove(&self.name);
        }
    }
}
