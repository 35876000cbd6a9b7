//! Placeholders that name no field: a slip, a stranger, a path, and a struct without fields.

use shop_cache::prelude::*;

#[derive(CacheRegion)]
#[cache(namespace = "users", key = "{tenent}:{name}:{tenant}:{id.0}", value = u64, ttl = "5m")] //~ placeholder_without_field placeholder_without_field placeholder_without_field
struct UserById<'a> {
    tenant: &'a str,
    id: u64,
}

#[derive(CacheRegion)]
#[cache(namespace = "users", key = "all:{tenant}", value = u64, ttl = "5m")] //~ placeholder_without_field
struct AllUsers;

async fn uses(cache: &CacheKit) -> Result<(), CachekitError> {
    cache.entry(&AllUsers).set(1).await?;
    cache.entry(&UserById { tenant: "acme", id: 1 }).set(1).await
}

fn main() {}
