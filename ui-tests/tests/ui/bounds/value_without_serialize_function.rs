//! A value that serde does not know, in a function.

use shop_cache::prelude::*;

#[derive(Clone, CacheValue)]
struct User {
    id: u64,
}

#[cachekit(ttl = "5m")]
async fn user(cache: &CacheKit, id: u64) -> Result<User, ()> { //~ error
    Ok(User { id })
}

async fn uses(cache: &CacheKit) -> Result<User, ()> {
    user(cache, 1).await
}

fn main() {}
