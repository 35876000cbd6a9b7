//! A codec whose feature is off: on a function.

use shop_cache::prelude::*;

#[cachekit(ttl = "5m", codec = "bincode")] //~ codec_without_feature
async fn user(cache: &CacheKit, id: u64) -> u64 {
    id
}

async fn uses(cache: &CacheKit) -> u64 {
    user(cache, 1).await + 1
}

fn main() {}
