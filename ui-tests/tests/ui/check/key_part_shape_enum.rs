//! A key part is one text: an enum of names.

use shop_cache::prelude::*;

#[derive(KeyPart)]
enum Lookup {
    All,
    ById(u64), //~ key_part_shape
    ByName { name: String }, //~ key_part_shape
}

#[derive(KeyPart)]
enum Nothing {} //~ key_part_shape

#[derive(CacheRegion)]
#[cache(namespace = "rows", key = "{lookup}:{nothing}", value = u64, ttl = "5m")]
struct Rows {
    lookup: Lookup,
    nothing: Option<Nothing>,
}

async fn uses(cache: &CacheKit) -> Result<(), CachekitError> {
    cache.entry(&Rows { lookup: Lookup::All, nothing: None }).set(1).await
}

fn main() {}
