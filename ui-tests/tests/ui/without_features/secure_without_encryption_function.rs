//! Encryption, whose feature is off: on a function.

use shop_cache::prelude::*;

#[cachekit(ttl = "5m", secure)] //~ secure_without_encryption
async fn user(cache: &CacheKit, id: u64) -> Result<u64, CachekitError> {
    Ok(id)
}

async fn uses(cache: &CacheKit) -> Result<u64, CachekitError> {
    user(cache, 1).await
}

fn main() {}
