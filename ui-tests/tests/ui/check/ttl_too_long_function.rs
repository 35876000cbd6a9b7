//! More than ten years: on a function.

use shop_cache::prelude::*;

#[cachekit(ttl = "11000d", l1_ttl = 99_999_999_999_999_999_999)] //~ ttl_too_long ttl_too_long
async fn user(cache: &CacheKit, id: u64) -> u64 {
    id
}

async fn uses(cache: &CacheKit) -> u64 {
    user(cache, 1).await + 1
}

fn main() {}
