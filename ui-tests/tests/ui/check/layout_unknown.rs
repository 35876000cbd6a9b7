//! A layout that does not exist.

use shop_cache::prelude::*;

#[derive(CacheRegion)]
#[cache(
    namespace = "users",
    value = u64,
    ttl = "5m",
    layout = "python", //~ layout_unknown
    operation = "get_user",
)]
struct UserById {
    id: u64,
}

async fn uses(cache: &CacheKit) -> Result<(), CachekitError> {
    cache.entry(&UserById { id: 1 }).set(1).await
}

fn main() {}
