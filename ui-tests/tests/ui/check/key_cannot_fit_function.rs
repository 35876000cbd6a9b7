//! Literals that leave no room in a storage key: in the key of a function.

use shop_cache::prelude::*;

#[cachekit(ttl = "5m", key = "a-literal-that-goes-on-and-on-a-literal-that-goes-on-and-on-a-literal-that-goes-on-and-on-a-literal-that-goes-on-and-on-a-literal-that-goes-on-and-on-a-literal-that-goes-on-and-on-a-literal-that-goes-on-and-on-a-literal-that-goes-on-and-on-:{tenant}:{id}")] //~ key_cannot_fit
async fn user(cache: &CacheKit, tenant: &str, id: u64) -> u64 {
    id + tenant.len() as u64
}

async fn uses(cache: &CacheKit) -> u64 {
    user(cache, "acme", 1).await + 1
}

fn main() {}
