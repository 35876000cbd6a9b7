//! A namespace that regions may have, and interop keys may not.

use shop_cache::prelude::*;

#[cachekit(ttl = "5m", namespace = "Users", interop = "get_user")] //~ bad_namespace
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
