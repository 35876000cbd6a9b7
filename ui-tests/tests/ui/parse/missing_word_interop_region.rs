//! An interop region without an operation.

use shop_cache::prelude::*;

#[derive(CacheRegion)]
#[cache(namespace = "users", value = u64, ttl = "5m", layout = "interop")] //~ missing_word
struct UserById {
    id: u64,
}

async fn uses(cache: &CacheKit) -> Result<(), CachekitError> {
    cache.entry(&UserById { id: 1 }).set(1).await
}

fn main() {}
