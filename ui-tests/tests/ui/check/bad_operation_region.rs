//! An operation that the interop protocol does not allow: on a region.

use shop_cache::prelude::*;

#[derive(CacheRegion)]
#[cache(
    namespace = "users",
    value = u64,
    ttl = "5m",
    layout = "interop",
    operation = "getUser", //~ bad_operation
)]
struct UserById {
    id: u64,
}

async fn uses(cache: &CacheKit) -> Result<(), CachekitError> {
    cache.entry(&UserById { id: 1 }).set(1).await
}

fn main() {}
