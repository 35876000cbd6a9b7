//! A sensitive parameter and a secret value of a function that is not secure.

use shop_cache::Secret;
use shop_cache::prelude::*;

#[cachekit(ttl = "5m")]
async fn user(
    cache: &CacheKit,
    #[cache(sensitive)] //~ sensitive_without_secure
    id: u64,
    pin: Option<Secret<u16>>, //~ sensitive_without_secure
) -> Option<Secret<u64>> { //~ sensitive_without_secure
    pin.map(|_| Secret::new(id))
}

async fn uses(cache: &CacheKit) -> Option<Secret<u64>> {
    user(cache, 1, None).await
}

fn main() {}
