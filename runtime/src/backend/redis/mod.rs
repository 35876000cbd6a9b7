//! Entries in Redis: in one server, in the primary that sentinels name, or in a cluster.
//!
//! | call | command |
//! |---|---|
//! | `get` | `GET`; of many callers at a time, in pipelines |
//! | `set` | `SET … EX seconds`, or `PX milliseconds` for a lifetime that is not of whole seconds; without either it never expires |
//! | `delete`, `exists` | `DEL`, `EXISTS` |
//! | `get_many` | `MGET`; in a cluster one pipeline of `GET` a node |
//! | `ttl`, `refresh_ttl` | `PTTL`, `PEXPIRE` |
//! | leases | a key beside the entry's, which `set` and `delete` remove first, in the same round trip; scripts |
//! | locks | `SET key:lock token NX PX …`; released and prolonged by scripts that compare the token |
//! | `compare_and_set` | a script |
//! | news of changes | `CLIENT TRACKING ON BCAST` on a connection of its own, in a cluster on one to every primary |
//!
//! Keys and values are those of the other cachekit SDKs, so all of them share one server.
//!
//! A key that holds another type of Redis is an error, and stays as it is. `MGET` takes it for a key that holds nothing: a
//! pipeline of `GET` would tell, and cost the server more than twice as much for all the keys that are entries.

mod address;
mod auto_pipeline;
mod builder;
mod cluster;
mod commands;
mod deployment;
mod failure;
mod health;
mod leases;
mod link;
mod listener;
mod reads;
mod request;
mod scripts;
mod server;
mod wire;

use std::fmt;
use std::sync::Arc;

pub use self::builder::RedisBackendBuilder;
use self::deployment::Deployment;
use super::link::Limits;
use crate::error::BackendError;

/// A backend on a Redis server of version 2.6.12 or later, on the primary that sentinels name, or on a cluster; the URL
/// says [which](RedisBackendBuilder::url).
///
/// All calls share one connection to a server, on which many of them are under way at a time. It is made at the first
/// call, or by [`connect`](Self::connect), and made again by itself after it was lost. In a cluster every call goes to
/// the node that has its key's slot, and follows the slot when it moves.
///
/// Reads of single keys that many tasks of a runtime ask for at one time go to a server in pipelines of up to 64. The
/// answers of one are told when all of them are there, so a value that is very large keeps those back that were asked for
/// with it; an error of a key is its own.
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
    deployment: Arc<Deployment>,
    limits: Limits,
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
        Ok(self.deployment.connect().await?)
    }
}

/// Without the address, which can hold a password.
impl fmt::Debug for RedisBackend {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RedisBackend").field("deployment", &self.deployment).finish_non_exhaustive()
    }
}
