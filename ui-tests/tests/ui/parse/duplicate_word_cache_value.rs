//! A cache value's word twice, on the type and on a field.

use serde::{Deserialize, Serialize};
use shop_cache::prelude::*;

#[derive(Serialize, Deserialize, CacheValue)]
#[cache(version = 1)]
#[cache(version = 2)] //~ duplicate_word
struct User {
    #[cache(version = 1, version = 2)] //~ duplicate_word
    id: u64,
}

#[derive(CacheRegion)]
#[cache(namespace = "users", key = "{id}", value = User, ttl = "5m")]
struct UserById {
    id: u64,
}

async fn uses(cache: &CacheKit) -> Result<(), CachekitError> {
    cache.entry(&UserById { id: 1 }).set(User { id: 1 }).await
}

fn main() {}
