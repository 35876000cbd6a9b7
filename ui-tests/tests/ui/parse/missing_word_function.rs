//! A function without a lifetime, whatever its region.

use shop_cache::prelude::*;

#[cachekit]
async fn user(cache: &CacheKit, id: u64) -> u64 { //~ missing_word
    id
}

#[cachekit(namespace = "users", region = OrderById)]
async fn order(cache: &CacheKit, id: u64) -> u64 { //~ missing_word
    id
}

async fn uses(cache: &CacheKit) -> Result<bool, CachekitError> {
    cache.entry(&OrderById { id: user(cache, 1).await + order(cache, 1).await }).exists().await
}

fn main() {}
