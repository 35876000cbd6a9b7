//! Field words take no values.

use shop_cache::prelude::*;

#[derive(CacheRegion)]
#[cache(namespace = "users", key = "{id}", value = u64, ttl = "5m")]
struct UserById {
    #[cache(compact = true)] //~ wrong_value
    id: u64,
    #[cache(skip(trace))] //~ wrong_value
    trace: u64,
    #[cache(sensitive = true)] //~ wrong_value
    token: u64,
    #[cache = "skip"] //~ wrong_value
    locale: u64,
}

async fn uses(cache: &CacheKit) -> Result<bool, CachekitError> {
    cache.entry(&UserById { id: 1, trace: 2, token: 4, locale: 3 }).exists().await
}

fn main() {}
