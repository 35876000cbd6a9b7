//! Characters that a literal of a key cannot have: in the key of a region.

use shop_cache::prelude::*;

#[derive(CacheRegion)]
#[cache(namespace = "users", key = "user/profile:{tenant}:{id}", value = u64, ttl = "5m")] //~ bad_literal
struct Slash {
    tenant: String,
    id: u64,
}

#[derive(CacheRegion)]
#[cache(namespace = "users", key = "user profile:{tenant}:größe:{id}", value = u64, ttl = "5m")] //~ bad_literal bad_literal
struct Space {
    tenant: String,
    id: u64,
}

#[derive(CacheRegion)]
#[cache(namespace = "users", key = "v1.0:{tenant}:{id}", value = u64, ttl = "5m")] //~ bad_literal
struct Dot {
    tenant: String,
    id: u64,
}

async fn uses(cache: &CacheKit) -> Result<(), CachekitError> {
    cache.entry(&Slash { tenant: "acme".to_owned(), id: 1 }).set(1).await
}

fn main() {}
