//! A float behind an alias, which the macros cannot see through: on a field, a parameter and a path.

use shop_cache::prelude::*;

type Degrees = f64;

struct Point {
    lat: Degrees,
}

#[derive(CacheRegion)]
#[cache(namespace = "tiles", key = "{lat}", value = u64, ttl = "5m")]
struct Tile {
    lat: Degrees, //~ error
}

#[cachekit(ttl = "5m")]
async fn tile(cache: &CacheKit, lat: Degrees) -> u64 { //~ error
    lat as u64
}

#[cachekit(ttl = "5m", key = "at:{point.lat}")] //~ error
async fn at(cache: &CacheKit, point: &Point) -> u64 {
    point.lat as u64
}

async fn uses(cache: &CacheKit) -> Result<u64, CachekitError> {
    cache.entry(&Tile { lat: 0.5 }).set(1).await?;
    Ok(tile(cache, 0.5).await + at(cache, &Point { lat: 0.5 }).await)
}

fn main() {}
