//! The key of a region is a struct.

use shop_cache::prelude::*;

#[derive(CacheRegion)]
#[cache(namespace = "users", key = "{id}", value = u64, ttl = "5m")]
enum Lookup { //~ region_on_enum_or_union
    ById(u64),
    ByName(String),
}

async fn uses(cache: &CacheKit) -> Result<(), CachekitError> {
    cache.entry(&Lookup::ById(1)).set(1).await
}

fn main() {}
