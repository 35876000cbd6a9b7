//! A thing to do that does not exist, for a foreign entry of a function.

use shop_cache::prelude::*;

#[cachekit(ttl = "5m", secure, on_tampering = "laod")] //~ on_tampering_unknown
async fn user(
    cache: &CacheKit,
    id: u64,
) -> Result<u64, CachekitError> {
    Ok(id)
}

async fn uses(cache: &CacheKit) -> Result<u64, CachekitError> {
    user(cache, 1).await
}

fn main() {}
