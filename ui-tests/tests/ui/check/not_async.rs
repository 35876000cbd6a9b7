//! A function that is not async.

use shop_cache::prelude::*;

#[cachekit(ttl = "5m")]
fn user(cache: &CacheKit, id: u64) -> u64 { //~ not_async
    id
}

fn uses(cache: &CacheKit) -> u64 {
    user(cache, 1) + 1
}

fn main() {}
