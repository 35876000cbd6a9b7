//! Literals that leave no room in a storage key: in the key of a region.

use shop_cache::prelude::*;

#[derive(CacheRegion)]
#[cache(namespace = "users", key = "a-literal-that-goes-on-and-on-a-literal-that-goes-on-and-on-a-literal-that-goes-on-and-on-a-literal-that-goes-on-and-on-a-literal-that-goes-on-and-on-a-literal-that-goes-on-and-on-a-literal-that-goes-on-and-on-a-literal-that-goes-on-and-on-:{tenant}:{id}", value = u64, ttl = "5m")] //~ key_cannot_fit
struct Long {
    tenant: String,
    id: u64,
}

async fn uses(cache: &CacheKit) -> Result<(), CachekitError> {
    cache.entry(&Long { tenant: "acme".to_owned(), id: 1 }).set(1).await
}

fn main() {}
