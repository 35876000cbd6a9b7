//! One entry on the disk: its header, and what it means now.

use std::fs::File;
use std::io::{self, Read as _, Seek as _, SeekFrom, Write as _};

use super::header::{self, Expiry, Header};
use super::lock;
use super::name::EntryName;
use super::sys::{Access, Dir, DirLock, Lock};

/// An open file of an entry's name. Whatever happens to the name afterwards, this stays the same file, and
/// nobody but `refresh_ttl` changes it.
#[derive(Debug)]
pub(super) struct Entry {
    file: File,
    header: Header,
    /// Header included, in bytes.
    pub(super) len: u64,
}

/// What to do with an entry at a moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum State {
    /// It may be served.
    Live(Expiry),
    /// Its lifetime is over, or it never was an entry: it may be removed.
    Dead,
    /// Somebody else may make sense of it: neither served nor removed.
    Foreign,
}

impl Entry {
    /// `None` when there is no such file, or one that is not regular.
    pub(super) fn open(dir: &Dir, name: &EntryName, access: Access) -> io::Result<Option<Self>> {
        let Some(file) = dir.open_file(name.as_str(), access)? else { return Ok(None) };
        let len = file.metadata()?.len();
        let mut bytes = Vec::with_capacity(header::LEN);
        lock::with_file(&file, Lock::Shared, || (&file).take(header::LEN as u64).read_to_end(&mut bytes))?;
        Ok(Some(Self { header: header::decode(&bytes), file, len }))
    }

    pub(super) fn state(&self, now_ms: u64) -> State {
        match self.header {
            Header::Entry(expiry) if expiry.has_come(now_ms) => State::Dead,
            Header::Entry(expiry) => State::Live(expiry),
            Header::Damaged => State::Dead,
            Header::Unknown => State::Foreign,
        }
    }

    /// The bytes behind the header; `None` when the file is not as long any more as it was when it was opened.
    pub(super) fn payload(self) -> io::Result<Option<Vec<u8>>> {
        let payload_len = self.len.saturating_sub(header::LEN as u64);
        let expected = usize::try_from(payload_len).map_err(|_| io::ErrorKind::OutOfMemory)?;
        let mut payload = Vec::new();
        payload.try_reserve_exact(expected).map_err(|_| io::ErrorKind::OutOfMemory)?;
        self.file.take(payload_len).read_to_end(&mut payload)?;
        Ok((payload.len() == expected).then_some(payload))
    }

    /// Writes another expiry into the header, seen by readers as a whole. The caller holds the directory's lock,
    /// so the file still is the one that its name leads to.
    pub(super) fn stamp(mut self, expiry: Expiry, _: &DirLock<'_>) -> io::Result<()> {
        self.file.seek(SeekFrom::Start(header::EXPIRY_AT))?;
        lock::with_file(&self.file, Lock::Exclusive, || (&self.file).write_all(&expiry.to_bytes()))
    }
}
