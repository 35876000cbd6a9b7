//! A thing to do that does not exist, for an outage of a function.

use shop_cache::prelude::*;

#[cachekit(ttl = "5m", secure, on_outage = "fial")] //~ on_outage_unknown
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
