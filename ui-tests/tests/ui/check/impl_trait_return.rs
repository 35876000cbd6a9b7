//! The returned type has to be named.

use shop_cache::prelude::*;

#[cachekit(ttl = "5m")]
async fn text(cache: &CacheKit, id: u64) -> impl std::fmt::Display { //~ impl_trait_return
    id
}

#[cachekit(ttl = "5m")]
async fn items(cache: &CacheKit, id: u64) -> Result<Vec<impl Copy>, ()> { //~ impl_trait_return
    Ok(vec![id])
}

async fn uses(cache: &CacheKit) -> Result<String, ()> {
    Ok(format!("{} {}", text(cache, 1).await, items(cache, 1).await?.len()))
}

fn main() {}
