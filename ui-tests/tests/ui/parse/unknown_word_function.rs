//! Words that `#[cachekit(…)]` does not have.

use shop_cache::prelude::*;

#[cachekit(
    ttl = "5m",
    namspace = "users", //~ unknown_word
    stale = "1m", //~ unknown_word
    value = u64, //~ unknown_word
)]
async fn user(cache: &CacheKit, id: u64) -> u64 {
    id
}

async fn uses(cache: &CacheKit) -> u64 {
    user(cache, 1).await + 1
}

fn main() {}
