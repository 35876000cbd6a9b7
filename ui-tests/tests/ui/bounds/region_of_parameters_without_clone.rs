//! `region(Name)` makes its key of copies, since the body may consume the parameters.

use shop_cache::prelude::*;

#[derive(Debug, KeyPart)]
struct Tenant(String);

#[derive(CacheRegion)]
#[cache(namespace = "users", key = "{tenant}", value = usize, ttl = "5m")]
struct UsersOf {
    tenant: Tenant,
}

#[cachekit(region(UsersOf))]
async fn users(cache: &CacheKit, tenant: Tenant) -> usize { //~ error
    tenant.0.len()
}

async fn uses(cache: &CacheKit) -> usize {
    users(cache, Tenant("acme".to_owned())).await
}

fn main() {}
