//! A function that fails closed and cannot say so.

use shop_cache::prelude::*;

#[cachekit(ttl = "5m", secure)]
async fn user(
    cache: &CacheKit,
    id: u64,
) -> Option<u64> { //~ secure_without_result
    Some(id)
}

async fn uses(cache: &CacheKit) -> Option<u64> {
    user(cache, 1).await
}

fn main() {}
