//! An L1 without room: on a function.

use shop_cache::prelude::*;

#[cachekit(ttl = "5m", l1_capacity = 0)] //~ l1_capacity_zero
async fn user(cache: &CacheKit, id: u64) -> u64 {
    id
}

async fn uses(cache: &CacheKit) -> u64 {
    user(cache, 1).await + 1
}

fn main() {}
