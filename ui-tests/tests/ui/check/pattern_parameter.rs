//! A pattern has no name for the key.

use shop_cache::prelude::*;

#[cachekit(ttl = "5m")]
async fn user(cache: &CacheKit, (tenant, id): (u64, u64), _: u64) -> u64 { //~ pattern_parameter pattern_parameter
    tenant + id
}

async fn uses(cache: &CacheKit) -> u64 {
    user(cache, (1, 2), 3).await + 1
}

fn main() {}
