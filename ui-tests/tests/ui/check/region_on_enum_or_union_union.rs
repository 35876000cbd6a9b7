//! The key of a region is a struct, and not a union.

use shop_cache::prelude::*;

#[derive(CacheRegion)]
#[cache(namespace = "users", key = "{int}", value = u64, ttl = "5m")]
union Lookup { //~ region_on_enum_or_union
    int: u32,
    float: f32,
}

async fn uses(cache: &CacheKit) -> Result<(), CachekitError> {
    cache.entry(&Lookup { int: 1 }).set(1).await
}

fn main() {}
