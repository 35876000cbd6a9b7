//! `set` takes the value's type, in any form.

use shop_cache::prelude::*;

#[derive(CacheRegion)]
#[cache(namespace = "users", key = "{id}", value = String, ttl = "5m")]
struct UserById {
    id: u64,
}

async fn uses(cache: &CacheKit) -> Result<(), CachekitError> {
    let entry = cache.entry(&UserById { id: 1 });
    entry.set("Ada").await?; //~ error
    entry.set(Some(String::new())).await?; //~ error
    entry.set(7).await //~ error
}

fn main() {}
