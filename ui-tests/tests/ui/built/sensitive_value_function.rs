//! A value that says it is sensitive, of a function that is not secure.

use serde::{Deserialize, Serialize};
use shop_cache::prelude::*;

#[derive(Clone, Serialize, Deserialize, CacheValue)]
struct Card {
    #[cache(sensitive)]
    number: String,
}

#[cachekit(ttl = "5m")]
async fn card(
    cache: &CacheKit,
    id: u64,
) -> Option<Card> { //~ sensitive
    Some(Card { number: id.to_string() })
}

#[cachekit(ttl = "5m", version = 1)]
async fn cards(
    cache: &CacheKit,
    id: u64,
) -> Vec<Card> { //~ sensitive
    vec![Card { number: id.to_string() }]
}

pub async fn uses(cache: &CacheKit) {
    drop((card(cache, 1).await, cards(cache, 1).await));
}

fn main() {
    let cache = CacheKit::builder().build();
    drop(cache.map(|cache| drop(uses(&cache))));
}
