//! Qualifiers that a cached function cannot have.

use shop_cache::prelude::*;

#[cachekit(ttl = "5m")]
async unsafe fn user(cache: &CacheKit, id: u64) -> u64 { //~ fn_qualifier
    id
}

#[cachekit(ttl = "5m")]
async extern "C" fn order(cache: &CacheKit, id: u64) -> u64 { //~ fn_qualifier
    id
}

async fn uses(cache: &CacheKit) -> u64 {
    order(cache, 1).await
}

fn main() {}
