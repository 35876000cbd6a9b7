//! A key part is one text: no union.

use shop_cache::prelude::*;

#[derive(KeyPart, Clone, Copy)]
union Bits { //~ key_part_shape
    int: u32,
    float: f32,
}

#[cachekit(ttl = "5m")]
async fn rows(cache: &CacheKit, bits: Bits) -> u64 {
    drop(bits);
    1
}

async fn uses(cache: &CacheKit) -> u64 {
    rows(cache, Bits { int: 1 }).await
}

fn main() {}
