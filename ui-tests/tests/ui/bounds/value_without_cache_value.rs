//! A value that serde knows, but whose shape cachekit does not: in a region, a function and another value.

use serde::{Deserialize, Serialize};
use shop_cache::prelude::*;

#[derive(Clone, Serialize, Deserialize)]
struct User {
    id: u64,
}

#[derive(Clone, Serialize, Deserialize, CacheValue)]
struct Order {
    user: User, //~ error
}

#[derive(CacheRegion)]
#[cache(namespace = "users", key = "{id}", value = Vec<User>, ttl = "5m")] //~ error
struct UserById {
    id: u64,
}

#[cachekit(ttl = "5m")]
async fn user(cache: &CacheKit, id: u64) -> Option<User> { //~ error
    Some(User { id })
}

async fn uses(cache: &CacheKit, order: Order) -> Result<Option<User>, CachekitError> {
    cache.entry(&UserById { id: 1 }).set(vec![order.user]).await?;
    Ok(user(cache, 1).await)
}

fn main() {}
