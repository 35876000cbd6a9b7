//! A field that is skipped and in the key.

use shop_cache::prelude::*;

#[derive(CacheRegion)]
#[cache(namespace = "users", key = "user:{tenant}:{id}", value = u64, ttl = "5m")]
struct UserById<'a> {
    #[cache(skip)] //~ skip_and_placeholder
    tenant: &'a str,
    id: u64,
}

async fn uses(cache: &CacheKit) -> Result<(), CachekitError> {
    cache.entry(&UserById { tenant: "acme", id: 1 }).set(1).await
}

fn main() {}
