//! An interop function without a namespace.

use shop_cache::prelude::*;

#[cachekit(ttl = "5m", interop = "get_user")]
async fn user( //~ missing_word
    cache: &CacheKit,
    id: u64,
) -> u64 {
    id
}

async fn uses(cache: &CacheKit) -> u64 {
    user(cache, 1).await
}

fn main() {}
