//! An `Option` of an `Option` behind an alias and behind a newtype.

use shop_cache::prelude::*;

type Maybe = Option<u8>;

#[derive(KeyPart)]
struct Wrapped(Option<u8>);

#[derive(CacheRegion)]
#[cache(namespace = "rows", key = "{maybe}", value = u64, ttl = "5m")]
struct Row {
    maybe: Option<Maybe>, //~ error
}

#[cachekit(ttl = "5m")]
async fn row(cache: &CacheKit, wrapped: Option<Wrapped>) -> u64 { //~ error
    wrapped.map_or(0, |wrapped| u64::from(wrapped.0.is_some()))
}

async fn uses(cache: &CacheKit) -> Result<u64, CachekitError> {
    cache.entry(&Row { maybe: None }).set(1).await?;
    Ok(row(cache, None).await)
}

fn main() {}
