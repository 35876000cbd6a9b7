//! A word whose feature this version does not have: on a function.

use shop_cache::prelude::*;

#[cachekit(ttl = "5m", secure)] //~ secure_without_encryption
async fn user(cache: &CacheKit, id: u64) -> u64 {
    id
}

async fn uses(cache: &CacheKit) -> u64 {
    user(cache, 1).await + 1
}

fn main() {}
