//! One placeholder twice: in the key of a function.

use shop_cache::prelude::*;

#[cachekit(ttl = "5m", key = "{id}:{tenant}:{id}")] //~ duplicate_placeholder
async fn user(cache: &CacheKit, tenant: &str, id: u64) -> u64 {
    id + tenant.len() as u64
}

async fn uses(cache: &CacheKit) -> u64 {
    user(cache, "acme", 1).await + 1
}

fn main() {}
