//! A region without `key`: its fields are not complained about as well.

use shop_cache::prelude::*;

#[derive(CacheRegion)]
#[cache(namespace = "users", value = u64, ttl = "5m")] //~ missing_word
struct UserById<T> {
    id: u64,
    of: T,
}

async fn uses(cache: &CacheKit) -> Result<bool, CachekitError> {
    cache.entry(&UserById { id: 1, of: "x" }).exists().await
}

fn main() {}
