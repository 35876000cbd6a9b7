//! A parameter that is skipped has nothing to make compact.

use shop_cache::prelude::*;

#[cachekit(ttl = "5m", skip(trace))]
async fn user(cache: &CacheKit, id: u64, #[cache(compact)] trace: &str) -> u64 { //~ compact_and_skip
    id + trace.len() as u64
}

async fn uses(cache: &CacheKit) -> u64 {
    user(cache, 1, "x").await + 1
}

fn main() {}
