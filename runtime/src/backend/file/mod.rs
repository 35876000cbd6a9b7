//! Entries as files in a directory of this machine, in the format that all cachekit SDKs share.
//!
//! One file an entry, right in the directory; its name is the Blake2b-128 of the key. Fourteen bytes of header
//! with the expiry, then the value. Other files in the directory are left alone.
//!
//! A file appears whole or not at all: it is written under a temporary name, flushed and renamed. So a reader sees
//! one value or another, in whichever process, and a process that is killed leaves at most a temporary file, which
//! the next open removes. The expiry is the one thing that changes in place.
//!
//! After a power loss the directory may be some seconds older than it was: the last sets, refreshes and deletes
//! can be undone, because flushing the directory as well would double the price of each of them. An entry that
//! must not come back after a delete needs a lifetime, or a directory on tmpfs.

mod builder;
mod dir;
mod entry;
mod evict;
mod fault;
#[cfg(any(test, feature = "testing"))]
#[doc(hidden)]
pub mod fuzzing;
mod header;
mod ledger;
mod lock;
mod name;
mod probe;
mod read;
mod scan;
mod store;
mod sweep;
mod sys;
mod temporary;
mod write;

use std::fmt;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;

pub use self::builder::FileBackendBuilder;
use self::name::EntryName;
use self::store::Store;
use super::{Backend, HealthStatus, TtlInspectable};
use crate::error::BackendError;
use crate::rt;

/// A backend that keeps its entries as files, shared by all processes of one user on one machine.
///
/// It asks the disk on tokio's blocking threads; outside of a tokio runtime, in the calling thread. An operation
/// that has begun is not stopped by dropping its future: a dropped set, delete or refresh may still happen.
///
/// When a cap is reached, expired entries go first, then those written longest ago (a refresh counts as writing),
/// until 70 % of the cap is left. What other processes write is counted in each time this one has written a 32nd
/// of the cap, so in the long run a set pays for looking at some 32 files.
///
/// On unix the directory must be this user's own and closed to others, each time it is used. Elsewhere there are no
/// owners to check and no locks between processes: there, a removal may take an entry with it that another
/// process writes in the same moment.
///
/// ```
/// use cachekit::backend::Backend;
/// use cachekit::backend::file::FileBackend;
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// # let temporary = tempfile::tempdir()?;
/// # let dir = temporary.path().join("cachekit");
/// # tokio::runtime::Builder::new_current_thread().build()?.block_on(async {
/// let files = FileBackend::builder(dir).max_bytes(64 << 20).build()?;
/// files.set("user:42", b"hello".to_vec(), None).await?;
/// assert_eq!(files.get("user:42").await?.as_deref(), Some(&b"hello"[..]));
/// # Ok(())
/// # })
/// # }
/// ```
pub struct FileBackend {
    store: Arc<Store>,
}

impl FileBackend {
    /// Opens the cache in `dir` with the default settings: see [`FileBackendBuilder::build`].
    ///
    /// # Errors
    /// Permanent, when the directory cannot be used; the message says what to do.
    pub fn open(dir: impl Into<PathBuf>) -> Result<Self, BackendError> {
        Self::builder(dir).build()
    }

    /// Settings for a cache in `dir`. Nothing is opened yet.
    pub fn builder(dir: impl Into<PathBuf>) -> FileBackendBuilder {
        FileBackendBuilder::new(dir.into())
    }

    /// The directory `cachekit` in the user's cache folder: `$XDG_CACHE_HOME` or `~/.cache`, on macOS
    /// `~/Library/Caches`, on Windows the local application data. It is not created yet.
    ///
    /// # Errors
    /// Permanent, when the user has no home directory.
    pub fn default_dir() -> Result<PathBuf, BackendError> {
        dir::default()
    }

    async fn run<T: Send + 'static>(
        &self,
        key: &str,
        work: impl FnOnce(&Store, &EntryName) -> T + Send + 'static,
    ) -> T {
        let (store, name) = (Arc::clone(&self.store), EntryName::of_key(key));
        rt::blocking(move || work(&store, &name)).await
    }
}

impl fmt::Debug for FileBackend {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("FileBackend")
            .field("dir", &self.store.dir)
            .field("max_bytes", &self.store.caps.max_bytes)
            .field("max_entries", &self.store.caps.max_entries)
            .finish_non_exhaustive()
    }
}

#[async_trait]
impl Backend for FileBackend {
    /// A missing directory, a file that is no entry and an expired one are misses; an expired or damaged file is
    /// removed on the way. A file with flags that this release does not know is a miss and stays.
    async fn get(&self, key: &str) -> Result<Option<Vec<u8>>, BackendError> {
        self.run(key, Store::get).await
    }

    /// Lifetimes are kept in whole seconds, rounded up, and are ten years at most. A missing directory is created
    /// again. When it fails, the old value stays and no temporary file does.
    async fn set(&self, key: &str, value: Vec<u8>, ttl: Option<Duration>) -> Result<(), BackendError> {
        self.run(key, move |store, name| store.set(name, &value, ttl)).await
    }

    /// Removes whatever file holds the entry, one with unknown flags too; `false` when it was expired or damaged.
    async fn delete(&self, key: &str) -> Result<bool, BackendError> {
        self.run(key, Store::delete).await
    }

    async fn exists(&self, key: &str) -> Result<bool, BackendError> {
        self.run(key, Store::exists).await
    }

    /// Writes, reads and removes a file. `details`: `dir`; `entries` and `bytes` as this process knows them (its
    /// last count, with its own writes since); `error` when the directory does not serve.
    async fn health(&self) -> Result<HealthStatus, BackendError> {
        let store = Arc::clone(&self.store);
        Ok(rt::blocking(move || store.health()).await)
    }

    fn as_ttl_inspectable(&self) -> Option<&dyn TtlInspectable> {
        Some(self)
    }
}

#[async_trait]
impl TtlInspectable for FileBackend {
    async fn ttl(&self, key: &str) -> Result<Option<Duration>, BackendError> {
        self.run(key, Store::ttl).await
    }

    /// Writes the new expiry into the file's header; the value is not touched.
    async fn refresh_ttl(&self, key: &str, ttl: Duration) -> Result<bool, BackendError> {
        self.run(key, move |store, name| store.refresh(name, ttl)).await
    }
}
