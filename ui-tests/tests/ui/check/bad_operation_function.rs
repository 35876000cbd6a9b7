//! An operation that the interop protocol does not allow: on a function.

use shop_cache::prelude::*;

#[cachekit(ttl = "5m", namespace = "users", interop = "get..user")] //~ bad_operation
async fn user(
    cache: &CacheKit,
    id: u64,
) -> u64 {
    id
}

async fn uses(cache: &CacheKit) -> u64 {
    user(cache, 1).await
}

fn main() {}
