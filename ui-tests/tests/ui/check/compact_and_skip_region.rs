//! A field that is skipped has nothing to make compact.

use shop_cache::prelude::*;

#[derive(CacheRegion)]
#[cache(namespace = "users", key = "user:{id}", value = u64, ttl = "5m")]
struct UserById {
    id: u64,
    #[cache(skip, compact)] //~ compact_and_skip
    trace: String,
}

async fn uses(cache: &CacheKit) -> Result<(), CachekitError> {
    cache.entry(&UserById { id: 1, trace: "x".to_owned() }).set(1).await
}

fn main() {}
