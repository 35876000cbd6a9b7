//! A lifetime as text needs a unit: on a function.

use shop_cache::prelude::*;

#[cachekit(ttl = "300", l1_ttl = "1m30")] //~ ttl_without_unit ttl_without_unit
async fn user(cache: &CacheKit, id: u64) -> u64 {
    id
}

async fn uses(cache: &CacheKit) -> u64 {
    user(cache, 1).await + 1
}

fn main() {}
