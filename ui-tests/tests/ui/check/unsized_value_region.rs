//! Regions of values without a size.

use shop_cache::prelude::*;

#[derive(CacheRegion)]
#[cache(namespace = "users", key = "names:{id}", value = str, ttl = "5m")] //~ unsized_value
struct Name {
    id: u64,
}

#[derive(CacheRegion)]
#[cache(namespace = "users", key = "ids:{id}", value = [u64], ttl = "5m")] //~ unsized_value
struct Ids {
    id: u64,
}

async fn uses(cache: &CacheKit) -> Result<bool, CachekitError> {
    cache.entry(&Name { id: 1 }).delete().await?;
    cache.entry(&Ids { id: 1 }).exists().await
}

fn main() {}
