//! A thing to do that does not exist, for an outage of a region.

use shop_cache::prelude::*;

#[derive(CacheRegion)]
#[cache(
    namespace = "users",
    key = "user:{id}",
    value = u64,
    ttl = "5m",
    secure,
    on_outage = "ignore", //~ on_outage_unknown
)]
struct UserById {
    id: u64,
}

async fn uses(cache: &CacheKit) -> Result<(), CachekitError> {
    cache.entry(&UserById { id: 1 }).set(1).await
}

fn main() {}
