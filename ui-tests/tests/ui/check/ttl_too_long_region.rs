//! More than ten years: on a region.

use shop_cache::prelude::*;

#[derive(CacheRegion)]
#[cache(namespace = "users", key = "user:{id}", value = u64, ttl = "11000d", l1_ttl = 99_999_999_999_999_999_999)] //~ ttl_too_long ttl_too_long
struct UserById {
    id: u64,
}

async fn uses(cache: &CacheKit) -> Result<(), CachekitError> {
    cache.entry(&UserById { id: 1 }).set(1).await
}

fn main() {}
