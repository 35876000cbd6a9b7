//! What is in the key of a named region has to be a field of a struct.

use shop_cache::prelude::*;

struct User {
    id: u64,
}

#[cachekit(ttl = "5m", namespace = "users", region = UserById)]
async fn user(cache: &CacheKit, id: impl KeyPart) -> u64 { //~ named_region_parts
    drop(id);
    1
}

#[cachekit(ttl = "5m", key = "orders:{user.id}", region = OrdersOf)] //~ named_region_parts
async fn orders(cache: &CacheKit, user: &User) -> u64 {
    user.id
}

async fn uses(cache: &CacheKit) -> u64 {
    user(cache, 1).await + orders(cache, &User { id: 1 }).await
}

fn main() {}
