//! Braces and colons that form no pattern: in the key of a region.

use shop_cache::prelude::*;

#[derive(CacheRegion)]
#[cache(namespace = "users", key = "", value = u64, ttl = "5m")] //~ malformed_key
struct Empty {
    tenant: String,
    id: u64,
}

#[derive(CacheRegion)]
#[cache(namespace = "users", key = "user::{tenant}:{id}", value = u64, ttl = "5m")] //~ malformed_key
struct NoSegment {
    tenant: String,
    id: u64,
}

#[derive(CacheRegion)]
#[cache(namespace = "users", key = "{tenant}:{id", value = u64, ttl = "5m")] //~ malformed_key
struct Open {
    tenant: String,
    id: u64,
}

#[derive(CacheRegion)]
#[cache(namespace = "users", key = "{tenant}:id}", value = u64, ttl = "5m")] //~ malformed_key
struct Close {
    tenant: String,
    id: u64,
}

#[derive(CacheRegion)]
#[cache(namespace = "users", key = "{tenant}:{id}:{}", value = u64, ttl = "5m")] //~ malformed_key
struct NoName {
    tenant: String,
    id: u64,
}

#[derive(CacheRegion)]
#[cache(namespace = "users", key = "{tenant}:{id}:", value = u64, ttl = "5m")] //~ malformed_key
struct Ends {
    tenant: String,
    id: u64,
}

#[derive(CacheRegion)]
#[cache(namespace = "users", key = "{tenant:>8}:{id}", value = u64, ttl = "5m")] //~ malformed_key
struct Format {
    tenant: String,
    id: u64,
}

async fn uses(cache: &CacheKit) -> Result<(), CachekitError> {
    cache.entry(&Empty { tenant: "acme".to_owned(), id: 1 }).set(1).await
}

fn main() {}
