//! A lifetime of nothing: on a region.

use shop_cache::prelude::*;

#[derive(CacheRegion)]
#[cache(namespace = "users", key = "user:{id}", value = u64, ttl = "0s", l1_ttl = 0)] //~ ttl_zero ttl_zero
struct UserById {
    id: u64,
}

async fn uses(cache: &CacheKit) -> Result<(), CachekitError> {
    cache.entry(&UserById { id: 1 }).set(1).await
}

fn main() {}
