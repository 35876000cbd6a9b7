//! A slip in a required word is one mistake, not two.

use shop_cache::prelude::*;

#[derive(CacheRegion)]
#[cache(namespace = "users", key = "{id}", value = u64, tll = "5m")] //~ unknown_word
struct UserById {
    id: u64,
}

#[cachekit(tll = "5m")] //~ unknown_word
async fn user(cache: &CacheKit, id: u64) -> u64 {
    id
}

async fn uses(cache: &CacheKit) -> Result<bool, CachekitError> {
    Ok(cache.entry(&UserById { id: user(cache, 1).await }).exists().await?)
}

fn main() {}
