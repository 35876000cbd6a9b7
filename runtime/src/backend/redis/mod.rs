//! Entries in a Redis server.
//!
//! | call | command |
//! |---|---|
//! | `get` | `GET` |
//! | `set` | `SET … EX seconds`, or `PX milliseconds` for a lifetime that is not of whole seconds; without either it never expires |
//! | `delete`, `exists` | `DEL`, `EXISTS` |
//! | `ttl`, `refresh_ttl` | `PTTL`, `PEXPIRE` |
//! | leases | a key beside the entry's, which `set` and `delete` remove first, in the same round trip; scripts |
//! | locks | `SET key:lock token NX PX …`; released and prolonged by scripts that compare the token |
//! | `compare_and_set` | a script |
//! | news of changes | `CLIENT TRACKING ON BCAST` on a connection of its own |
//!
//! Keys and values are those of the other cachekit SDKs, so all of them share one server.

mod address;
mod builder;
mod commands;
mod failure;
mod leases;
mod link;
mod listener;
mod scripts;

use std::fmt;

pub use self::builder::RedisBackendBuilder;
use self::link::Link;
use crate::error::BackendError;

/// A backend on a Redis server, version 2.6.12 or later.
///
/// All calls share one connection, on which many of them are under way at a time. It is made at the first call, or by
/// [`connect`](Self::connect), and made again by itself after it was lost.
///
/// Needs a tokio runtime.
///
/// ```no_run
/// use std::sync::Arc;
///
/// use cachekit::CacheKit;
/// use cachekit::backend::redis::RedisBackend;
///
/// # async fn example() -> Result<(), cachekit::CachekitError> {
/// let backend = RedisBackend::builder().url("redis://localhost:6379").build()?;
/// backend.connect().await?;
/// let cache = CacheKit::builder().backend(Arc::new(backend)).build()?;
/// # Ok(())
/// # }
/// ```
pub struct RedisBackend {
    link: Link,
}

impl RedisBackend {
    /// A builder with the default limits of time, which still needs a URL.
    pub fn builder() -> RedisBackendBuilder {
        RedisBackendBuilder::new()
    }

    /// Connects now, so that a wrong address or password shows at the start of a program. Without it, the first call
    /// connects. Does nothing when there is a connection.
    ///
    /// Dropping the future does not stop the attempt.
    ///
    /// # Errors
    /// [`Authentication`](crate::error::BackendErrorKind::Authentication) when the server refuses the credentials,
    /// [`Timeout`](crate::error::BackendErrorKind::Timeout) when it does not answer, else
    /// [`Transient`](crate::error::BackendErrorKind::Transient).
    pub async fn connect(&self) -> Result<(), BackendError> {
        self.link.connect().await
    }
}

/// Without the address, which can hold a password.
impl fmt::Debug for RedisBackend {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RedisBackend").field("link", &self.link).finish()
    }
}
