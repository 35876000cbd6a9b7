//! A key part is one text: a struct with one field.

use std::marker::PhantomData;

use shop_cache::prelude::*;

#[derive(KeyPart)]
struct Range { //~ key_part_shape
    from: u64,
    to: u64,
}

#[derive(KeyPart)]
struct Nothing; //~ key_part_shape

#[derive(KeyPart)]
struct Marker(PhantomData<u8>); //~ key_part_shape

#[derive(CacheRegion)]
#[cache(namespace = "rows", key = "{range}:{nothing}:{marker}", value = u64, ttl = "5m")]
struct Rows {
    range: Range,
    nothing: Nothing,
    marker: Option<Marker>,
}

#[cachekit(ttl = "5m")]
async fn rows(cache: &CacheKit, range: &Range) -> u64 {
    range.to - range.from
}

async fn uses(cache: &CacheKit) -> Result<u64, CachekitError> {
    let range = Range { from: 1, to: 2 };
    let rows = rows(cache, &range).await;
    cache.entry(&Rows { range, nothing: Nothing, marker: None }).set(1).await?;
    Ok(rows)
}

fn main() {}
