//! An argument of an interop key has to have a form that all languages share.

use shop_cache::prelude::*;

struct Celsius(f64);

#[cachekit(namespace = "weather", ttl = "5m", interop = "stations")]
async fn stations(cache: &CacheKit, above: Celsius) -> Vec<u64> { //~ error
    Vec::new()
}

#[derive(CacheRegion)]
#[cache(layout = "interop", namespace = "weather", operation = "warmest", value = u64, ttl = "5m")]
struct Warmest {
    above: Celsius, //~ error
}

fn main() {}
