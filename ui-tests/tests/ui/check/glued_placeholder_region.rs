//! Text or another placeholder beside a placeholder: in the key of a region.

use shop_cache::prelude::*;

#[derive(CacheRegion)]
#[cache(namespace = "users", key = "user-{tenant}:{id}", value = u64, ttl = "5m")] //~ glued_placeholder
struct Text {
    tenant: String,
    id: u64,
}

#[derive(CacheRegion)]
#[cache(namespace = "users", key = "user:{tenant}{id}", value = u64, ttl = "5m")] //~ glued_placeholder
struct Two {
    tenant: String,
    id: u64,
}

#[derive(CacheRegion)]
#[cache(namespace = "users", key = "{tenant}:{id}x", value = u64, ttl = "5m")] //~ glued_placeholder
struct After {
    tenant: String,
    id: u64,
}

async fn uses(cache: &CacheKit) -> Result<(), CachekitError> {
    cache.entry(&Text { tenant: "acme".to_owned(), id: 1 }).set(1).await
}

fn main() {}
