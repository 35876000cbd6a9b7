//! The hosted backend cachekit.io, over HTTPS.
//!
//! ```no_run
//! use std::sync::Arc;
//!
//! use cachekit::CacheKit;
//! use cachekit::backend::cachekitio::CachekitIO;
//!
//! # fn main() -> Result<(), cachekit::CachekitError> {
//! # let key_from_your_secrets = String::new();
//! let backend = CachekitIO::builder().api_key(key_from_your_secrets).build()?;
//! let cache = CacheKit::builder().backend(Arc::new(backend)).build()?;
//! # Ok(())
//! # }
//! ```
//!
//! # What goes where
//!
//! Keys and values go to the server as they are: whatever must stay secret has to be `secure`. The API key goes
//! to the host of the URL and nowhere else: only hosts of cachekit.io are taken unless the program says otherwise, names
//! must resolve to public addresses in the moment of each connection, redirects are not followed, and proxies from
//! the environment are not used, since they would resolve names themselves.
//!
//! With each request go a random number of this process, the time of its first request, and counts of cache hits
//! ([`session`], [`metrics`]).
//!
//! # What the server takes
//!
//! Keys of 1 to 400 letters, digits, `_`, `.`, `:` and `-`, without `..`: all keys of typed regions are such. Lifetimes
//! of up to 30 days, in whole seconds; finer ones are rounded up. Values of up to 25 MB. What breaks the first two rules
//! is a permanent error before anything is sent.

mod address;
mod freshness;
#[cfg(any(test, feature = "testing"))]
#[doc(hidden)]
pub mod fuzzing;
mod key;
mod lifetime;
pub mod metrics;
mod protocol;
pub mod session;
pub mod url_validator;

#[cfg(not(target_arch = "wasm32"))]
mod builder;
#[cfg(not(target_arch = "wasm32"))]
mod transport;

use std::fmt;
use std::sync::Weak;
use std::time::Duration;

use async_trait::async_trait;

#[cfg(not(target_arch = "wasm32"))]
pub use self::builder::CachekitIOBuilder;
use self::protocol::Api;
use super::{Backend, Fetched, HealthStatus, L1StatsSource, LockableBackend, TtlInspectable};
use crate::error::BackendError;

/// A backend on a server of cachekit.io.
///
/// It keeps connections open and uses them again; nothing is retried. It needs a tokio runtime with I/O and time, as
/// `#[tokio::main]` makes one.
///
/// Errors: refused API keys are authentication errors; lost connections, HTTP 408, 429 and 5xx are transient, unless the
/// server says that the quota is used up ([`QuotaExhausted`](crate::BackendErrorKind::QuotaExhausted)); no whole answer in time is a
/// timeout; everything else is permanent. After a transient error or a timeout, a write may have happened all the same,
/// and so it may when its future is dropped.
///
/// # Panics
/// Its calls panic in a tokio runtime that was built without I/O or without time.
pub struct CachekitIO {
    api: Api,
    api_url: String,
}

/// The longest lifetime that the server takes.
#[cfg(not(target_arch = "wasm32"))]
pub(crate) const MAX_TTL: Duration = Duration::from_secs(lifetime::MAX_SECONDS);

impl CachekitIO {
    /// Settings for a backend; all but the API key have defaults.
    #[cfg(not(target_arch = "wasm32"))]
    pub fn builder() -> CachekitIOBuilder {
        CachekitIOBuilder::new()
    }

    /// Where the server is, without a slash at the end.
    pub fn api_url(&self) -> &str {
        &self.api_url
    }
}

/// Without the API key.
impl fmt::Debug for CachekitIO {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CachekitIO")
            .field("api_url", &self.api_url)
            .field("api_key", &"[REDACTED]")
            .finish_non_exhaustive()
    }
}

#[async_trait]
impl Backend for CachekitIO {
    async fn get(&self, key: &str) -> Result<Option<Vec<u8>>, BackendError> {
        Ok(self.api.get(key).await?.map(|fetched| fetched.bytes))
    }

    /// Lifetimes are rounded up to whole seconds; zero and more than 30 days are permanent errors. `None` stores an
    /// entry without an end.
    async fn set(&self, key: &str, value: Vec<u8>, ttl: Option<Duration>) -> Result<(), BackendError> {
        self.api.set(key, value, ttl).await
    }

    /// `true` when the entry is gone now: the server does not say whether there was one.
    async fn delete(&self, key: &str) -> Result<bool, BackendError> {
        self.api.delete(key).await
    }

    async fn exists(&self, key: &str) -> Result<bool, BackendError> {
        self.api.exists(key).await
    }

    /// `details`: what the server tells of `status`, `cache_entries` and `active_locks`. A server that refuses to
    /// answer is an error.
    async fn health(&self) -> Result<HealthStatus, BackendError> {
        self.api.health().await
    }

    async fn get_with_freshness(&self, key: &str) -> Result<Option<Fetched>, BackendError> {
        self.api.get(key).await
    }

    fn check_prefix(&self, prefix: &str) -> Result<(), BackendError> {
        key::ServerKey::check(&format!("{prefix}key")).map(drop)
    }

    fn observe_client(&self, stats: Weak<dyn L1StatsSource>) {
        self.api.observe_client(stats);
    }

    fn as_ttl_inspectable(&self) -> Option<&dyn TtlInspectable> {
        Some(self)
    }

    fn as_lockable(&self) -> Option<&dyn LockableBackend> {
        Some(self)
    }
}

#[async_trait]
impl TtlInspectable for CachekitIO {
    /// In whole seconds.
    async fn ttl(&self, key: &str) -> Result<Option<Duration>, BackendError> {
        self.api.ttl(key).await
    }

    /// Two requests: the server acknowledges a new lifetime of an entry that it does not have, so it is asked
    /// afterwards whether there is one. `false` also for an entry that is stale already.
    async fn refresh_ttl(&self, key: &str, ttl: Duration) -> Result<bool, BackendError> {
        self.api.refresh_ttl(key, ttl).await
    }
}

#[async_trait]
impl LockableBackend for CachekitIO {
    async fn acquire_lock(&self, key: &str, timeout_ms: u64) -> Result<Option<String>, BackendError> {
        self.api.acquire_lock(key, timeout_ms).await
    }

    /// `true` when the server acknowledged it: it does not say whether the id held the lock. An id that no server gives
    /// out releases nothing, and is not sent.
    async fn release_lock(&self, key: &str, lock_id: &str) -> Result<bool, BackendError> {
        self.api.release_lock(key, lock_id).await
    }
}
