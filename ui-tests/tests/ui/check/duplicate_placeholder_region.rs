//! One placeholder twice: in the key of a region.

use shop_cache::prelude::*;

#[derive(CacheRegion)]
#[cache(namespace = "users", key = "{tenant}:{id}:{tenant}", value = u64, ttl = "5m")] //~ duplicate_placeholder
struct Twice {
    tenant: String,
    id: u64,
}

async fn uses(cache: &CacheKit) -> Result<(), CachekitError> {
    cache.entry(&Twice { tenant: "acme".to_owned(), id: 1 }).set(1).await
}

fn main() {}
