//! `skip(…)` names parameters.

use shop_cache::prelude::*;

struct Pool;

#[cachekit(ttl = "5m", key = "user:{id}", skip(pol, trace, self))] //~ skip_unknown_name skip_unknown_name skip_unknown_name
async fn user(cache: &CacheKit, #[cache(skip)] pool: &Pool, id: u64) -> u64 {
    let _ = pool;
    id
}

async fn uses(cache: &CacheKit) -> u64 {
    user(cache, &Pool, 1).await + 1
}

fn main() {}
