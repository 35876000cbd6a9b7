//! A cache value's variant has no words.

use serde::{Deserialize, Serialize};
use shop_cache::prelude::*;

#[derive(Serialize, Deserialize, CacheValue)]
enum Event {
    #[cache(version = 2)] //~ unknown_word
    Moved(i32),
    #[cache(skip)] //~ unknown_word
    Rested,
}

#[derive(CacheRegion)]
#[cache(namespace = "events", key = "{id}", value = Event, ttl = "5m")]
struct EventById {
    id: u64,
}

async fn uses(cache: &CacheKit) -> Result<(), CachekitError> {
    cache.entry(&EventById { id: 1 }).set(Event::Moved(1)).await
}

fn main() {}
