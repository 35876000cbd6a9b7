//! Words that a parameter does not have.

use shop_cache::prelude::*;

#[cachekit(ttl = "5m")]
async fn user(
    cache: &CacheKit,
    #[cache(skp)] trace: u64, //~ unknown_word
    #[cache(tagged)] id: u64, //~ unknown_word
    #[cache(ttl = "5m")] day: u32, //~ unknown_word
) -> u64 {
    id + trace + u64::from(day)
}

async fn uses(cache: &CacheKit) -> u64 {
    user(cache, 1, 2, 3).await + 1
}

fn main() {}
