//! A parameter's words take no values.

use shop_cache::prelude::*;

#[cachekit(ttl = "5m")]
async fn user(
    cache: &CacheKit,
    #[cache(compact = "yes")] id: u64, //~ wrong_value
    #[cache(skip = true)] trace: u64, //~ wrong_value
    #[cache(sensitive("yes"))] token: u64, //~ wrong_value
    #[cache] locale: u64, //~ wrong_value
) -> u64 {
    id + trace + token + locale
}

async fn uses(cache: &CacheKit) -> u64 {
    user(cache, 1, 2, 3, 4).await + 1
}

fn main() {}
