//! A lifetime of nothing: on a function.

use shop_cache::prelude::*;

#[cachekit(ttl = "0s", l1_ttl = 0)] //~ ttl_zero ttl_zero
async fn user(cache: &CacheKit, id: u64) -> u64 {
    id
}

async fn uses(cache: &CacheKit) -> u64 {
    user(cache, 1).await + 1
}

fn main() {}
