//! A codec that does not exist: on a function.

use shop_cache::prelude::*;

#[cachekit(ttl = "5m", codec = "bincod")] //~ codec_unknown
async fn user(cache: &CacheKit, id: u64) -> u64 {
    id
}

async fn uses(cache: &CacheKit) -> u64 {
    user(cache, 1).await + 1
}

fn main() {}
