//! Two clients, and no word which one is meant.

use shop_cache::prelude::*;

#[cachekit(ttl = "5m")]
async fn user(near: &CacheKit, far: &CacheKit, id: u64) -> u64 { //~ client_missing
    near.stats().regions.len() as u64 + far.stats().regions.len() as u64 + id
}

async fn uses(cache: &CacheKit) -> u64 {
    user(cache, cache, 1).await + 1
}

fn main() {}
