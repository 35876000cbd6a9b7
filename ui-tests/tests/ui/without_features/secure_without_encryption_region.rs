//! Encryption, whose feature is off: on a region.

use shop_cache::prelude::*;

#[derive(CacheRegion)]
#[cache(namespace = "users", key = "user:{id}", value = u64, ttl = "5m", secure)] //~ secure_without_encryption
struct UserById {
    id: u64,
}

async fn uses(cache: &CacheKit) -> Result<(), CachekitError> {
    cache.entry(&UserById { id: 1 }).set(1).await
}

fn main() {}
