//! What is not secure does not see tampering: on a function.

use shop_cache::prelude::*;

#[cachekit(ttl = "5m", on_tampering = "fail")] //~ on_tampering_without_secure
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
