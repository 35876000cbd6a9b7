//! A value that serde does not know, in a region.

use shop_cache::prelude::*;

#[derive(CacheValue)]
struct User {
    id: u64,
}

#[derive(CacheRegion)]
#[cache(namespace = "users", key = "{id}", value = User, ttl = "5m")] //~ error
struct UserById {
    id: u64,
}

async fn uses(cache: &CacheKit) -> Result<(), CachekitError> {
    cache.entry(&UserById { id: 1 }).set(User { id: 1 }).await
}

fn main() {}
