//! A key, which the interop protocol makes by itself: on a region.

use shop_cache::prelude::*;

#[derive(CacheRegion)]
#[cache(
    namespace = "users",
    key = "user:{idd}", //~ key_with_interop
    value = u64,
    ttl = "5m",
    layout = "interop",
    operation = "get_user",
)]
struct UserById {
    id: u64,
}

async fn uses(cache: &CacheKit) -> Result<(), CachekitError> {
    cache.entry(&UserById { id: 1 }).set(1).await
}

fn main() {}
