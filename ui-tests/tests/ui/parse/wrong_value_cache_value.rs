//! Values of the wrong kind on a cache value and its fields.

use serde::{Deserialize, Serialize};
use shop_cache::prelude::*;

#[derive(Serialize, Deserialize, CacheValue)]
#[cache(version, crate = "super::cache")] //~ wrong_value wrong_value
struct User {
    #[cache(version = "1")] //~ wrong_value
    id: u64,
    #[cache(recursive = true)] //~ wrong_value
    name: String,
}

#[derive(CacheRegion)]
#[cache(namespace = "users", key = "{id}", value = User, ttl = "5m")]
struct UserById {
    id: u64,
}

async fn uses(cache: &CacheKit) -> Result<bool, CachekitError> {
    Ok(cache.entry(&UserById { id: 1 }).get().await?.is_some_and(|user| user.name.is_empty()))
}

fn main() {}
