//! A field's word twice.

use shop_cache::prelude::*;

#[derive(CacheRegion)]
#[cache(namespace = "users", key = "{id}", value = u64, ttl = "5m")]
struct UserById {
    #[cache(compact, compact)] //~ duplicate_word
    id: u64,
    #[cache(skip)]
    #[cache(skip)] //~ duplicate_word
    trace: u64,
}

async fn uses(cache: &CacheKit) -> Result<(), CachekitError> {
    cache.entry(&UserById { id: 1, trace: 2 }).set(1).await
}

fn main() {}
