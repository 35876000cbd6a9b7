//! A key part that says it is sensitive, of a parameter that does not.

use shop_cache::prelude::*;

#[derive(Clone, KeyPart)]
#[cache(sensitive)]
struct Token(String);

#[cachekit(ttl = "5m")]
async fn session(
    cache: &CacheKit,
    token: &Token, //~ sensitive
) -> u64 {
    token.0.len() as u64
}

pub async fn uses(cache: &CacheKit) {
    session(cache, &Token(String::new())).await;
}

fn main() {
    let cache = CacheKit::builder().build();
    drop(cache.map(|cache| drop(uses(&cache))));
}
