//! A parameter is hashed in one way: with a secret or without.

use shop_cache::prelude::*;

#[cachekit(ttl = "5m", secure)]
async fn user(
    cache: &CacheKit,
    #[cache(sensitive)]
    #[cache(compact)] //~ sensitive_and_compact
    id: u64,
) -> Result<u64, CachekitError> {
    Ok(id)
}

async fn uses(cache: &CacheKit) -> Result<u64, CachekitError> {
    user(cache, 1).await
}

fn main() {}
