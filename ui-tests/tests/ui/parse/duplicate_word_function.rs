//! A function's word twice.

use shop_cache::prelude::*;

#[cachekit(ttl = "5m", skip(trace), ttl = 300, skip(user))] //~ duplicate_word duplicate_word
async fn user(cache: &CacheKit, id: u64, trace: u64) -> u64 {
    id + trace
}

async fn uses(cache: &CacheKit) -> u64 {
    user(cache, 1, 2).await + 1
}

fn main() {}
