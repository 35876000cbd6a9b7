//! Words that a cache value does not have.

use serde::{Deserialize, Serialize};
use shop_cache::prelude::*;

#[derive(Serialize, Deserialize, CacheValue)]
#[cache(versoin = 2)] //~ unknown_word
struct User {
    id: u64,
}

#[derive(Serialize, Deserialize, CacheValue)]
#[cache(ttl = "5m")] //~ unknown_word
struct Order {
    user: User,
}

#[derive(CacheRegion)]
#[cache(namespace = "orders", key = "{id}", value = Order, ttl = "5m")]
struct OrderById {
    id: u64,
}

async fn uses(cache: &CacheKit) -> Result<bool, CachekitError> {
    Ok(cache.entry(&OrderById { id: 1 }).get().await?.is_some_and(|order| order.user.id == 1))
}

fn main() {}
