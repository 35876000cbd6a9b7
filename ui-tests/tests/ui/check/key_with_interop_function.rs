//! A key, which the interop protocol makes by itself: on a function.

use shop_cache::prelude::*;

#[cachekit(
    ttl = "5m",
    namespace = "users",
    interop = "get_user",
    key = "user:{id}", //~ key_with_interop
)]
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
