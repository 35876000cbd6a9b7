//! Entries in memcached servers.
//!
//! | call | command |
//! |---|---|
//! | `get`, `get_many` | `get`, with many keys of a server at a time |
//! | `set` | `set` |
//! | `delete` | `delete` |
//! | `exists` | `get`, whose value is not kept |
//! | `ttl`, `refresh_ttl` | `mg key t` (memcached 1.6), `touch` |
//! | locks | `add key:lock`; released and prolonged by `gets`, a comparison of the token, and `cas` |
//! | `compare_and_set` | `add`, or `gets`, a comparison of the bytes, and `cas` |
//! | `health` | `version`, of every server |
//!
//! Keys and values are those of the other cachekit SDKs, and several servers share the keys as they do there, so all of
//! them share the servers.
//!
//! # What memcached does not do
//!
//! - **Lifetimes** are whole seconds, rounded up, and end up to a second early, since the server's clock moves by the
//!   second. The longest is 30 days: an entry that was to live longer is lost then, which costs a load. One that is to
//!   live until it is deleted does.
//! - **Keys** have 1 to 250 bytes of printable ASCII without spaces. Those of regions do; the string API, namespaces and
//!   tenants have to keep to it, and what does not is a permanent error before anything is sent.
//! - **Leases** it cannot hold, so which process loads is decided by locks, and a load is stored only if the key still
//!   holds what the load found.
//! - **A server that is down** takes its keys with it: no other one stands in. The keys of the others are not touched.
//! - There is neither encryption nor a log-in on the way: entries of `secure` regions are sealed, others are as open as
//!   the network.

mod address;
mod builder;
mod commands;
mod conditions;
mod connection;
mod failure;
#[cfg(any(test, feature = "testing"))]
#[doc(hidden)]
pub mod fuzzing;
mod key;
mod protocol;
mod rendezvous;
mod servers;

use std::fmt;

use futures_util::future::join_all;

pub use self::builder::MemcachedBackendBuilder;
use self::servers::Servers;
use crate::error::BackendError;

/// A backend on memcached servers, version 1.6 or later.
///
/// All calls share one connection to each server, on which many of them are under way at a time. It is made at the
/// first call, or by [`connect`](Self::connect), and made again by itself after it was lost. An answer that comes late,
/// or to a caller that has left, is never another call's.
///
/// Needs a tokio runtime.
///
/// ```no_run
/// use std::sync::Arc;
///
/// use cachekit::CacheKit;
/// use cachekit::backend::memcached::MemcachedBackend;
///
/// # async fn example() -> Result<(), cachekit::CachekitError> {
/// let backend = MemcachedBackend::builder().url("memcache://cache-a:11211,cache-b:11211").build()?;
/// backend.connect().await?;
/// let cache = CacheKit::builder().backend(Arc::new(backend)).build()?;
/// # Ok(())
/// # }
/// ```
pub struct MemcachedBackend {
    servers: Servers,
    /// 0: as large as the server takes.
    max_item_bytes: usize,
}

impl MemcachedBackend {
    /// A builder with the default limits, which still needs a URL.
    pub fn builder() -> MemcachedBackendBuilder {
        MemcachedBackendBuilder::new()
    }

    /// Connects to all servers now, so that a wrong address shows at the start of a program. Without it, the first call
    /// of a server connects. Does nothing where there is a connection.
    ///
    /// Dropping the future does not stop the attempts.
    ///
    /// # Errors
    /// Of the first server in the list that cannot be reached:
    /// [`Timeout`](crate::error::BackendErrorKind::Timeout) when it does not answer,
    /// [`Authentication`](crate::error::BackendErrorKind::Authentication) when it asks for a log-in, else
    /// [`Transient`](crate::error::BackendErrorKind::Transient).
    pub async fn connect(&self) -> Result<(), BackendError> {
        let connected = join_all(self.servers.all().iter().map(servers::Server::connect)).await;
        connected.into_iter().collect()
    }
}

/// Without the addresses.
impl fmt::Debug for MemcachedBackend {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("MemcachedBackend")
            .field("servers", &self.servers)
            .field("max_item_bytes", &self.max_item_bytes)
            .finish()
    }
}
