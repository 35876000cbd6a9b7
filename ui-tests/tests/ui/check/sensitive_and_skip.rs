//! A field that is skipped has nothing to hide in the key.

use shop_cache::prelude::*;

#[derive(CacheRegion)]
#[cache(namespace = "users", key = "user:{id}", value = u64, ttl = "5m", secure)]
struct UserById {
    id: u64,
    #[cache(skip, sensitive)] //~ sensitive_and_skip
    trace: u64,
}

async fn uses(cache: &CacheKit) -> Result<(), CachekitError> {
    cache.entry(&UserById { id: 1, trace: 2 }).set(1).await
}

fn main() {}
