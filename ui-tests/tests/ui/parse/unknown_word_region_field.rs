//! Words that a region's field does not have.

use shop_cache::prelude::*;

#[derive(CacheRegion)]
#[cache(namespace = "users", key = "{tenant}:{id}", value = u64, ttl = "5m")]
struct UserById<'a> {
    #[cache(compct)] //~ unknown_word
    tenant: &'a str,
    #[cache(sensitive)] //~ unknown_word
    id: u64,
    #[cache(skip, rename = "t")] //~ unknown_word
    trace: u64,
}

async fn uses(cache: &CacheKit) -> Result<bool, CachekitError> {
    cache.entry(&UserById { tenant: "acme", id: 1, trace: 2 }).exists().await
}

fn main() {}
