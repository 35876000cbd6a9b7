//! A namespace that a storage key cannot carry: on a function.

use shop_cache::prelude::*;

#[cachekit(ttl = "5m", namespace = "shop/users")] //~ bad_namespace
async fn user(cache: &CacheKit, id: u64) -> u64 {
    id
}

async fn uses(cache: &CacheKit) -> u64 {
    user(cache, 1).await + 1
}

fn main() {}
