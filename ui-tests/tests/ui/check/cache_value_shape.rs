//! A union has no one shape to store.

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use shop_cache::prelude::*;

#[derive(Clone, Copy, CacheValue)]
union Bits { //~ cache_value_shape
    int: u32,
    float: f32,
}

impl Serialize for Bits {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_unit()
    }
}

impl<'de> Deserialize<'de> for Bits {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        u32::deserialize(from).map(|int| Self { int })
    }
}

#[derive(CacheRegion)]
#[cache(namespace = "bits", key = "{id}", value = Bits, ttl = "5m")]
struct BitsById {
    id: u64,
}

#[cachekit(ttl = "5m")]
async fn bits(cache: &CacheKit, id: u32) -> Bits {
    Bits { int: id }
}

async fn uses(cache: &CacheKit) -> Result<(), CachekitError> {
    cache.entry(&BitsById { id: 1 }).set(bits(cache, 1).await).await
}

fn main() {}
