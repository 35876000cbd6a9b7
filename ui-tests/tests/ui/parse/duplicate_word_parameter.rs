//! A parameter's word twice.

use shop_cache::prelude::*;

#[cachekit(ttl = "5m")]
async fn user(cache: &CacheKit, id: u64, #[cache(skip, skip)] trace: u64) -> u64 { //~ duplicate_word
    id + trace
}

async fn uses(cache: &CacheKit) -> u64 {
    user(cache, 1, 2).await + 1
}

fn main() {}
