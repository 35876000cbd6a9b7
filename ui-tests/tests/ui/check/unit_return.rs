//! Nothing is returned, so there is nothing to cache.

use shop_cache::prelude::*;

#[cachekit(ttl = "5m")]
async fn warm_up(cache: &CacheKit, id: u64) { //~ unit_return
    drop(id);
}

#[cachekit(ttl = "5m")]
async fn check(cache: &CacheKit, id: u64) -> Result<(), String> { //~ unit_return
    Err(id.to_string())
}

#[cachekit(ttl = "5m")]
async fn forever(cache: &CacheKit) -> ! { //~ unit_return
    loop {}
}

async fn uses(cache: &CacheKit) -> Result<(), String> {
    warm_up(cache, 1).await;
    check(cache, 1).await?;
    forever(cache).await
}

fn main() {}
