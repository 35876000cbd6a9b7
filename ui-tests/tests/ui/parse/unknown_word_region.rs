//! Words that a region does not have: a slip, a stranger, and a word of another place.

use shop_cache::prelude::*;

#[derive(CacheRegion)]
#[cache(
    namespace = "users",
    key = "{id}",
    value = Vec<u64>,
    ttl = "5m",
    l1ttl = "30s", //~ unknown_word
    jitter = HashMap<String, (u8, u8)>, //~ unknown_word
    client = self.cache, //~ unknown_word
    "text", //~ unknown_word
)]
struct UserById {
    id: u64,
}

async fn uses(cache: &CacheKit) -> Result<bool, CachekitError> {
    Ok(cache.entry(&UserById { id: 1 }).get().await?.is_some_and(|ids| ids.is_empty()))
}

fn main() {}
