//! Words that a cache value's field does not have.

use serde::{Deserialize, Serialize};
use shop_cache::prelude::*;

#[derive(Serialize, Deserialize, CacheValue)]
struct User {
    #[cache(recursiv)] //~ unknown_word
    id: u64,
    #[cache(secret)] //~ unknown_word
    name: String,
    #[cache(compact)] //~ unknown_word
    text: String,
}

#[derive(CacheRegion)]
#[cache(namespace = "users", key = "{id}", value = User, ttl = "5m")]
struct UserById {
    id: u64,
}

async fn uses(cache: &CacheKit) -> Result<bool, CachekitError> {
    Ok(cache.entry(&UserById { id: 1 }).get().await?.is_some_and(|user| user.name == user.text))
}

fn main() {}
