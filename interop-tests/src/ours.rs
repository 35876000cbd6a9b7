//! Our library, as its users use it.
//!
//! The word `crate` is for programs that depend on two versions of cachekit, as these tests do.

use std::sync::Arc;

use cachekit::interop;
use cachekit::prelude::*;

use crate::master_keys::MasterKeys;
use crate::shelf::RedisShelf;
use crate::value::Value;
use crate::wire::Wire;

/// A client on a test's server, with every read going to Redis.
pub fn on_redis(shelf: &RedisShelf) -> CacheKitBuilder {
    CacheKit::builder().backend(Arc::new(shelf.clone())).no_l1()
}

/// The client with encryption for a tenant.
pub fn secure(client: CacheKitBuilder, keys: &MasterKeys, tenant: &str) -> CacheKit {
    let current = client.encryption(&keys.current, tenant);
    keys.previous
        .iter()
        .fold(current, |client, key| client.and_then(|client| client.previous_master_key(key)))
        .and_then(CacheKitBuilder::build)
        .expect("we take the keys")
}

/// The client without encryption.
pub fn plain(client: CacheKitBuilder) -> CacheKit {
    client.build().expect("we take the settings")
}

/// The interop key of a call; `None` where we refuse it.
pub fn key(namespace: &str, operation: &str, arguments: &[Value]) -> Option<String> {
    let arguments: Vec<_> = arguments.iter().map(Value::to_ours).collect();
    interop::interop_key(namespace, operation, &arguments).ok()
}

/// The region that shares the entries of Python's `@cache(namespace="users", interop="get_user")`.
#[derive(Debug, CacheRegion)]
#[cache(crate = "::cachekit", namespace = "users", layout = "interop", operation = "get_user", value = Wire, ttl = "5m")]
pub struct GetUser {
    /// The one argument.
    pub id: u64,
}

/// The same for `@cache.secure(…)`: a client has one or the other, since they have the same keys.
#[derive(Debug, CacheRegion)]
#[cache(crate = "::cachekit", namespace = "users", layout = "interop", operation = "get_user", value = Wire, ttl = "5m", secure)]
pub struct GetUserSecurely {
    /// The one argument.
    pub id: u64,
}

/// A function that shares these entries. It returns what it is given to return, when it runs.
#[cachekit(crate = "::cachekit", ttl = "5m", namespace = "users", interop = "get_user")]
pub async fn get_user(
    cache: &CacheKit,
    id: u64,
    #[cache(skip)] answer: Option<&Value>,
) -> Result<Wire, Unanswered> {
    answer.cloned().map(Wire).ok_or(Unanswered::Missed)
}

/// The same, secure.
#[cachekit(crate = "::cachekit", ttl = "5m", namespace = "users", interop = "get_user", secure)]
pub async fn get_user_securely(
    cache: &CacheKit,
    id: u64,
    #[cache(skip)] answer: Option<&Value>,
) -> Result<Wire, Unanswered> {
    answer.cloned().map(Wire).ok_or(Unanswered::Missed)
}

/// Why a function returned nothing.
#[derive(Debug)]
pub enum Unanswered {
    /// It ran, so there was no entry, and it was given nothing to return.
    Missed,
    /// It did not run.
    Cache(CachekitError),
}

impl From<CachekitError> for Unanswered {
    fn from(error: CachekitError) -> Self {
        Self::Cache(error)
    }
}
