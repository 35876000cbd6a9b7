//! What is not secure does not see tampering: on a region.

use shop_cache::prelude::*;

#[derive(CacheRegion)]
#[cache(
    namespace = "users",
    key = "user:{id}",
    value = u64,
    ttl = "5m",
    on_tampering = "load", //~ on_tampering_without_secure
)]
struct UserById {
    id: u64,
}

async fn uses(cache: &CacheKit) -> Result<(), CachekitError> {
    cache.entry(&UserById { id: 1 }).set(1).await
}

fn main() {}
