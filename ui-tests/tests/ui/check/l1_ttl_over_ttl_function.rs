//! L1 cannot keep what has expired: on a function.

use shop_cache::prelude::*;

#[cachekit(ttl = "5m", l1_ttl = "10m")] //~ l1_ttl_over_ttl
async fn user(cache: &CacheKit, id: u64) -> u64 {
    id
}

async fn uses(cache: &CacheKit) -> u64 {
    user(cache, 1).await + 1
}

fn main() {}
