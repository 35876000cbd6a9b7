//! Words that only the native layout can follow: on a function.

use shop_cache::prelude::*;

#[cachekit(
    ttl = "5m",
    namespace = "users",
    interop = "get_user",
    secure,
    codec = "bincode", //~ interop_with_native_words
)]
async fn user(
    cache: &CacheKit,
    #[cache(sensitive)] //~ interop_with_native_words
    id: u64,
) -> Result<u64, CachekitError> {
    Ok(id)
}

async fn uses(cache: &CacheKit) -> Result<u64, CachekitError> {
    user(cache, 1).await
}

fn main() {}
