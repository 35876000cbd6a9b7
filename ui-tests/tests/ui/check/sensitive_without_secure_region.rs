//! A sensitive field in a region that is not secure, by a word and by its type.

use shop_cache::Secret;
use shop_cache::prelude::*;

#[derive(CacheRegion)]
#[cache(namespace = "users", key = "user:{id}:{pin}", value = u64, ttl = "5m")]
struct UserById {
    #[cache(sensitive)] //~ sensitive_without_secure
    id: u64,
    pin: Secret<u16>, //~ sensitive_without_secure
}

async fn uses(cache: &CacheKit) -> Result<(), CachekitError> {
    cache.entry(&UserById { id: 1, pin: Secret::new(2) }).set(1).await
}

fn main() {}
