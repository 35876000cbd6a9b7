//! What is not secure goes on without its backend: on a function.

use shop_cache::prelude::*;

#[cachekit(ttl = "5m", on_outage = "load")] //~ on_outage_without_secure
async fn user(
    cache: &CacheKit,
    id: u64,
) -> u64 {
    id
}

async fn uses(cache: &CacheKit) -> u64 {
    user(cache, 1).await
}

fn main() {}
