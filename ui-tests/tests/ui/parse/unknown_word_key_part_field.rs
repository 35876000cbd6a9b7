//! A key part's field has no words.

use shop_cache::prelude::*;

#[derive(KeyPart)]
struct Tenant(#[cache(compact)] String); //~ unknown_word

#[derive(KeyPart)]
struct Shop {
    #[cache(lowercase)] //~ unknown_word
    name: String,
}

#[derive(CacheRegion)]
#[cache(namespace = "users", key = "{tenant}:{shop}", value = u64, ttl = "5m")]
struct ByTenant {
    tenant: Tenant,
    shop: Shop,
}

async fn uses(cache: &CacheKit) -> Result<bool, CachekitError> {
    let key = ByTenant { tenant: Tenant("acme".to_owned()), shop: Shop { name: "x".to_owned() } };
    cache.entry(&key).exists().await
}

fn main() {}
