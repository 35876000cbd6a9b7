//! What a `&mut` points at would not be changed by a hit.

use shop_cache::prelude::*;

#[cachekit(ttl = "5m")]
async fn user(cache: &CacheKit, id: u64, log: &mut String) -> u64 { //~ mut_reference_parameter
    log.push('x');
    id
}

async fn uses(cache: &CacheKit) -> u64 {
    user(cache, 1, &mut String::new()).await + 1
}

fn main() {}
