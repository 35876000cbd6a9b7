//! Where entries live.

mod file;
mod memory;

use std::fmt;
use std::io;

use axum::body::Bytes;

pub use file::FileStorage;
pub use memory::MemoryStorage;

use crate::rules::{Key, Lifetime};

/// A value and how long it lives.
#[derive(Clone, PartialEq, Eq)]
pub struct Entry {
    /// The bytes, as they were sent.
    pub value: Bytes,
    /// Until when.
    pub lifetime: Lifetime,
}

/// A place for entries. It keeps what it is given: whether an entry may still be served is not its business, only
/// [`sweep`](Self::sweep) looks at the time.
///
/// The server calls it from one thread at a time, and allows it to wait for a disk.
pub trait Storage: Send + 'static {
    /// The entry of a key.
    ///
    /// # Errors
    /// Where the place cannot be read. An entry that is damaged is none.
    fn load(&mut self, key: &Key) -> io::Result<Option<Entry>>;

    /// The lifetime of a key's entry, without its value.
    ///
    /// # Errors
    /// As of [`load`](Self::load).
    fn lifetime(&mut self, key: &Key) -> io::Result<Option<Lifetime>>;

    /// Puts an entry in place of the one before it, whole or not at all.
    ///
    /// # Errors
    /// Where the place cannot be written; the entry before it is then still there.
    fn store(&mut self, key: &Key, entry: Entry) -> io::Result<()>;

    /// Removes an entry, if it is there.
    ///
    /// # Errors
    /// Where the place cannot be written.
    fn remove(&mut self, key: &Key) -> io::Result<()>;

    /// Removes entries that are over at `now_ms`, and says how many are left.
    ///
    /// # Errors
    /// Where the place cannot be read.
    fn sweep(&mut self, now_ms: u64) -> io::Result<u64>;
}

impl fmt::Debug for Entry {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Entry")
            .field("bytes", &self.value.len())
            .field("lifetime", &self.lifetime)
            .finish_non_exhaustive()
    }
}
