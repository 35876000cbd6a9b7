//! Putting a [`FileBackend`] together.

use std::path::PathBuf;
use std::sync::Arc;

use super::FileBackend;
use super::dir;
use super::ledger::Caps;
use super::store::Store;
use crate::error::BackendError;
use crate::rt::Clock;
#[cfg(any(test, feature = "testing"))]
use crate::rt::ManualClock;

/// 1 GiB.
const DEFAULT_MAX_BYTES: u64 = 1 << 30;

/// The settings of a [`FileBackend`], from [`FileBackend::builder`].
#[derive(Debug)]
#[must_use = "nothing is opened before `build`"]
pub struct FileBackendBuilder {
    dir: PathBuf,
    caps: Caps,
    durable: bool,
    clock: Clock,
}

impl FileBackendBuilder {
    pub(super) fn new(dir: PathBuf) -> Self {
        let caps = Caps { max_bytes: DEFAULT_MAX_BYTES, max_entries: None };
        Self { dir, caps, durable: true, clock: Clock::default() }
    }

    /// The most that the entries may take together, in bytes, 14 bytes of header for each included (default:
    /// 1 GiB).
    ///
    /// One or two processes that write at full speed stay below it, up to six exceed it by less than 10 %. A single
    /// entry that is larger is refused.
    pub fn max_bytes(mut self, max_bytes: u64) -> Self {
        self.caps.max_bytes = max_bytes;
        self
    }

    /// The most entries there may be (default: any number), held as [`max_bytes`](Self::max_bytes) is.
    pub fn max_entries(mut self, max_entries: u64) -> Self {
        self.caps.max_entries = Some(max_entries);
        self
    }

    /// Whether an entry is on the disk before it gets its name (default: `true`).
    ///
    /// The file format has no checksum. With `false`, a power loss or a crash of the operating system can leave a
    /// file of the right name, with a right header and zeros or half of the value behind it. That is safe
    /// where something above recognizes torn values (typed regions do, by the checksum of their frame) or where
    /// the directory does not survive the machine (tmpfs), and saves a write to the disk for each set. The death
    /// of a process, `kill -9` included, tears nothing either way.
    pub fn durable(mut self, durable: bool) -> Self {
        self.durable = durable;
        self
    }

    /// Reads the time from a clock that tests move by hand.
    #[cfg(any(test, feature = "testing"))]
    #[cfg_attr(docsrs, doc(cfg(feature = "testing")))]
    pub fn clock(mut self, clock: &ManualClock) -> Self {
        self.clock = Clock::manual(clock);
        self
    }

    /// Opens the directory, or creates it with mode 0700, removes temporary files that dead writers have left, and
    /// counts the entries. It waits for the disk, in proportion to the number of files.
    ///
    /// # Errors
    /// Permanent, and saying what to do: when a cap is 0, when the directory is a link or a file, when it belongs
    /// to another user or others may write to it, when it may not be created or read.
    pub fn build(self) -> Result<FileBackend, BackendError> {
        if self.caps.max_bytes == 0 || self.caps.max_entries == Some(0) {
            return Err(BackendError::permanent(
                "a cap of 0 holds no entry; raise `max_bytes` or `max_entries`",
            ));
        }
        let store = Store::open(dir::settle(&self.dir)?, self.caps, self.durable, self.clock)?;
        Ok(FileBackend { store: Arc::new(store) })
    }
}
