//! Where entries live outside the process.
//!
//! A backend sees storage keys and opaque bytes; it knows nothing of clients, regions, L1 or encryption.

mod batch;
#[cfg(feature = "cachekitio")]
#[cfg_attr(
    target_arch = "wasm32",
    expect(dead_code, unused_imports, reason = "no transport for wasm32 is built in yet")
)]
pub mod cachekitio;
mod capabilities;
#[cfg(all(feature = "file", not(target_arch = "wasm32")))]
pub mod file;
mod freshness;
mod lease;
#[cfg(all(any(feature = "memcached", feature = "redis"), not(target_arch = "wasm32")))]
mod link;
#[cfg(all(feature = "memcached", not(target_arch = "wasm32")))]
pub mod memcached;
pub mod memory;
mod observe;
#[cfg(all(feature = "redis", not(target_arch = "wasm32")))]
pub mod redis;
mod watch;

use std::collections::HashMap;
use std::sync::Weak;
use std::time::Duration;

use async_trait::async_trait;

pub use self::batch::SetEntry;
pub use self::capabilities::{ConditionalBackend, LockableBackend, TtlInspectable};
pub use self::freshness::{Fetched, FreshFor};
pub use self::lease::{Lease, LeasingBackend};
pub use self::observe::{L1Stats, L1StatsSource};
pub use self::watch::{Change, Watch, WatchableBackend, Watcher};
use crate::error::BackendError;

/// A store of opaque bytes by key, with an optional lifetime per entry.
///
/// The five required methods are enough for a working backend; what a store can do beyond them is offered
/// through the `as_…` methods. One definition serves every target, so an implementation looks the same
/// natively and on wasm32:
///
/// ```
/// use std::collections::HashMap;
/// use std::sync::Mutex;
/// use std::time::Duration;
///
/// use async_trait::async_trait;
/// use cachekit::backend::{Backend, HealthStatus};
/// use cachekit::error::BackendError;
///
/// #[derive(Default)]
/// struct Shelf(Mutex<HashMap<String, Vec<u8>>>);
///
/// #[async_trait]
/// impl Backend for Shelf {
///     async fn get(&self, key: &str) -> Result<Option<Vec<u8>>, BackendError> {
///         Ok(self.0.lock().unwrap().get(key).cloned())
///     }
///     async fn set(&self, key: &str, value: Vec<u8>, _ttl: Option<Duration>) -> Result<(), BackendError> {
///         self.0.lock().unwrap().insert(key.to_owned(), value);
///         Ok(())
///     }
///     async fn delete(&self, key: &str) -> Result<bool, BackendError> {
///         Ok(self.0.lock().unwrap().remove(key).is_some())
///     }
///     async fn exists(&self, key: &str) -> Result<bool, BackendError> {
///         Ok(self.0.lock().unwrap().contains_key(key))
///     }
///     async fn health(&self) -> Result<HealthStatus, BackendError> {
///         Ok(HealthStatus::healthy("shelf"))
///     }
/// }
/// ```
#[async_trait]
pub trait Backend: Send + Sync {
    /// The bytes stored under `key`, or `None` when there are none or their lifetime is over.
    ///
    /// # Errors
    /// Any [`BackendError`]; a missing entry is not an error.
    async fn get(&self, key: &str) -> Result<Option<Vec<u8>>, BackendError>;

    /// Stores `value` under `key`, replacing what was there, for `ttl` (`None`: until it is deleted).
    ///
    /// The replacement is atomic: a concurrent [`get`](Self::get) sees the old bytes or the new ones, never a
    /// mixture. A lifetime finer than the store can keep is rounded up. When the future is dropped, or the
    /// error is a timeout, the write may still happen later.
    ///
    /// # Errors
    /// Any [`BackendError`].
    async fn set(&self, key: &str, value: Vec<u8>, ttl: Option<Duration>) -> Result<(), BackendError>;

    /// Removes the entry. `false` when the store knows that there was none; one that cannot tell says `true`.
    ///
    /// # Errors
    /// Any [`BackendError`]; a missing entry is not an error.
    async fn delete(&self, key: &str) -> Result<bool, BackendError>;

    /// Whether [`get`](Self::get) would return bytes.
    ///
    /// # Errors
    /// Any [`BackendError`].
    async fn exists(&self, key: &str) -> Result<bool, BackendError>;

    /// Asks the store how it is.
    ///
    /// # Errors
    /// Any [`BackendError`]; an answer that reports trouble is `Ok` with `is_healthy == false`.
    async fn health(&self) -> Result<HealthStatus, BackendError>;

    /// As [`get`](Self::get), and how long a copy of the bytes may be served without asking again. By default
    /// nothing is known of that.
    ///
    /// # Errors
    /// Any [`BackendError`]; a missing entry is not an error.
    async fn get_with_freshness(&self, key: &str) -> Result<Option<Fetched>, BackendError> {
        Ok(self.get(key).await?.map(|bytes| Fetched::new(bytes, FreshFor::Unknown)))
    }

    /// How long a read of one key takes at most, if the backend sees to that by itself. A client sets no limit of time of
    /// its own around a read that ends within its `backend_timeout` anyway. By default nothing is promised.
    ///
    /// A promise that is not kept makes callers of the client wait for as long as the backend does.
    fn read_limit(&self) -> Option<Duration> {
        None
    }

    /// Reads several keys at once; the answers stand in the order of the keys. Each key has an answer of its own, since
    /// they can live in different places. By default some reads at a time.
    async fn get_many(&self, keys: &[&str]) -> Vec<Result<Option<Fetched>, BackendError>> {
        let reads = keys.iter().map(|key| self.get_with_freshness(key)).collect();
        batch::some_at_a_time(reads).await
    }

    /// Stores several entries at once; the answers stand in the order of the entries, and each is what
    /// [`set`](Self::set) would say. The batch as a whole is not atomic, and of a key that is there twice either value may
    /// stay. By default some writes at a time.
    async fn set_many(&self, entries: Vec<SetEntry<'_>>) -> Vec<Result<(), BackendError>> {
        let writes = entries.into_iter().map(|SetEntry { key, value, ttl }| self.set(key, value, ttl));
        batch::some_at_a_time(writes.collect()).await
    }

    /// Removes several keys at once; the answers stand in the order of the keys, and each is what
    /// [`delete`](Self::delete) would say. The batch as a whole is not atomic. By default some at a time.
    async fn delete_many(&self, keys: &[&str]) -> Vec<Result<bool, BackendError>> {
        let deletes = keys.iter().map(|key| self.delete(key)).collect();
        batch::some_at_a_time(deletes).await
    }

    /// Whether keys can begin with this text, as all keys of a client do that has a namespace. A client asks when it is
    /// built: later, each call would fail, and loads would hide it. By default any text will do.
    ///
    /// # Errors
    /// A permanent [`BackendError`]: it says what the text has that keys cannot have, and does not show it.
    fn check_prefix(&self, _prefix: &str) -> Result<(), BackendError> {
        Ok(())
    }

    /// Tells the backend who uses it, for backends that report hit rates to their server. A client calls this once,
    /// when it is built; several clients may share a backend. By default nothing happens.
    fn observe_client(&self, _stats: Weak<dyn L1StatsSource>) {}

    /// Lifetimes can be read and changed, if the store can do that.
    fn as_ttl_inspectable(&self) -> Option<&dyn TtlInspectable> {
        None
    }

    /// Locks across processes, if the store can hold them.
    fn as_lockable(&self) -> Option<&dyn LockableBackend> {
        None
    }

    /// Leases: the right to fill a key, for one process at a time, if the store can hand them out.
    fn as_leasing(&self) -> Option<&dyn LeasingBackend> {
        None
    }

    /// News of changes, if the store tells of them.
    fn as_watchable(&self) -> Option<&dyn WatchableBackend> {
        None
    }

    /// Writes under a condition, if the store can compare and set in one step.
    fn as_conditional(&self) -> Option<&dyn ConditionalBackend> {
        None
    }
}

/// What a backend says of itself.
#[derive(Debug, Clone)]
pub struct HealthStatus {
    /// Whether the store can serve.
    pub is_healthy: bool,
    /// How long the check took, in milliseconds.
    pub latency_ms: f64,
    /// The kind of store, in one word: `memory`, `file`, …
    pub backend_type: String,
    /// Whatever else the store tells, by name. Never credentials.
    pub details: HashMap<String, String>,
}

impl HealthStatus {
    /// A healthy store of the given kind, with no latency measured and no details.
    pub fn healthy(backend_type: impl Into<String>) -> Self {
        Self { is_healthy: true, latency_ms: 0.0, backend_type: backend_type.into(), details: HashMap::new() }
    }
}
