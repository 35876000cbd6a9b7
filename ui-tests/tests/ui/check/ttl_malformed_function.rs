//! Texts that are no lifetimes: on a function.

use shop_cache::prelude::*;

#[cachekit(ttl = "5 minutes", l1_ttl = "forever")] //~ ttl_malformed ttl_malformed
async fn user(cache: &CacheKit, id: u64) -> u64 {
    id
}

async fn uses(cache: &CacheKit) -> u64 {
    user(cache, 1).await + 1
}

fn main() {}
