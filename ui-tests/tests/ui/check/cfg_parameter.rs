//! A key is one text for all configurations.

use shop_cache::prelude::*;

#[cachekit(ttl = "5m")]
async fn user(
    cache: &CacheKit,
    id: u64,
    #[cfg(not(any()))] tenant: u64, //~ cfg_parameter
    #[cfg(any())] locale: &str, //~ cfg_parameter
    #[cfg(any())]
    #[cache(skip)]
    trace: u64,
) -> u64 {
    tenant + id
}

async fn uses(cache: &CacheKit) -> u64 {
    user(cache, 1, 2).await
}

fn main() {}
