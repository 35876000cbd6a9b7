//! A field is hashed in one way: with a secret or without.

use shop_cache::Secret;
use shop_cache::prelude::*;

#[derive(CacheRegion)]
#[cache(namespace = "users", key = "user:{id}:{pin}", value = u64, ttl = "5m", secure)]
struct UserById {
    #[cache(compact, sensitive)] //~ sensitive_and_compact
    id: u64,
    #[cache(compact)] //~ sensitive_and_compact
    pin: Secret<u16>,
}

async fn uses(cache: &CacheKit) -> Result<(), CachekitError> {
    cache.entry(&UserById { id: 1, pin: Secret::new(2) }).set(1).await
}

fn main() {}
