//! Parameters of types without a canonical text.

use std::collections::HashMap;

use shop_cache::prelude::*;

#[cachekit(ttl = "5m")]
async fn tile(
    cache: &CacheKit,
    lat: f64, //~ key_part_type
    filters: &HashMap<String, f32>, //~ key_part_type
    maybe: Option<Option<u8>>, //~ key_part_type
) -> u64 {
    lat as u64 + filters.len() as u64 + u64::from(maybe.is_some())
}

async fn uses(cache: &CacheKit) -> u64 {
    tile(cache, 0.5, &HashMap::new(), None).await + 1
}

fn main() {}
