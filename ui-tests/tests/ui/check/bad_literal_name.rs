//! Without `key`, the name of the function is the first literal.

use shop_cache::prelude::*;

#[cachekit(ttl = "5m")]
async fn größe(cache: &CacheKit, id: u64) -> u64 { //~ bad_literal
    id
}

async fn uses(cache: &CacheKit) -> u64 {
    größe(cache, 1).await + 1
}

fn main() {}
