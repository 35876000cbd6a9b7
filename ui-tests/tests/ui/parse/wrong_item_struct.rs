//! `#[cachekit]` on a key struct, where the derive is meant.

use shop_cache::prelude::*;

#[cachekit(namespace = "users", key = "{id}", value = u64, ttl = "5m")]
struct UserById { //~ wrong_item
    id: u64,
}

fn uses() -> u64 {
    UserById { id: 1 }.id
}

fn main() {}
