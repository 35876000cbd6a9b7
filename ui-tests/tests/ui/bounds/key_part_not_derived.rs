//! A newtype without `#[derive(KeyPart)]`: on a field, a parameter, and inside another key part.

use shop_cache::prelude::*;

struct Tenant(String);

#[derive(KeyPart)]
struct Owner(Tenant); //~ error

#[derive(CacheRegion)]
#[cache(namespace = "users", key = "{tenant}", value = u64, ttl = "5m")]
struct ByTenant {
    tenant: Tenant, //~ error
}

#[cachekit(ttl = "5m", region = UserOf)]
async fn user(cache: &CacheKit, tenant: &Tenant) -> u64 { //~ error
    tenant.0.len() as u64
}

async fn uses(cache: &CacheKit) -> Result<(), CachekitError> {
    let tenant = Tenant("acme".to_owned());
    user(cache, &tenant).await;
    drop(Owner(Tenant("acme".to_owned())));
    cache.entry(&ByTenant { tenant }).set(1).await
}

fn main() {}
