//! Characters that a literal of a key cannot have: in the key of a function.

use shop_cache::prelude::*;

#[cachekit(ttl = "5m", key = "user profile:{tenant}:{id}")] //~ bad_literal
async fn user(cache: &CacheKit, tenant: &str, id: u64) -> u64 {
    id + tenant.len() as u64
}

async fn uses(cache: &CacheKit) -> u64 {
    user(cache, "acme", 1).await + 1
}

fn main() {}
