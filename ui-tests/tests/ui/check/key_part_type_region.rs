//! Types without a canonical text, known by their names.

use std::collections::{BTreeSet, HashMap};
use std::time::SystemTime;

use shop_cache::prelude::*;

#[derive(CacheRegion)]
#[cache(namespace = "tiles", key = "{lat}:{lon}:{filters}:{tags}:{at}:{maybe}", value = u64, ttl = "5m")]
struct Tile<'a> {
    lat: f64, //~ key_part_type
    lon: Option<&'a f32>, //~ key_part_type
    filters: HashMap<String, String>, //~ key_part_type
    tags: &'a BTreeSet<u8>, //~ key_part_type
    at: SystemTime, //~ key_part_type
    maybe: Option<Option<u8>>, //~ key_part_type
}

async fn uses(cache: &CacheKit, tile: Tile<'_>) -> Result<(), CachekitError> {
    cache.entry(&tile).set(1).await
}

fn main() {}
