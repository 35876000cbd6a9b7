//! Mistakes of several rules in one cache value, all in one build.

use serde::{Deserialize, Serialize};
use shop_cache::prelude::*;

#[derive(Serialize, Deserialize, CacheValue)]
#[cache(version = "1", ttl = "5m")] //~ wrong_value unknown_word
struct User {
    #[cache(recursive, recursive)] //~ duplicate_word
    id: u64,
    #[serde(deserialize_with = "name")] //~ serde_with_without_version
    name: String,
}

fn name<'de, D: serde::Deserializer<'de>>(from: D) -> Result<String, D::Error> {
    String::deserialize(from)
}

#[derive(CacheRegion)]
#[cache(namespace = "users", key = "{id}", value = User, ttl = "5m")]
struct UserById {
    id: u64,
}

async fn uses(cache: &CacheKit) -> Result<bool, CachekitError> {
    Ok(cache.entry(&UserById { id: 1 }).get().await?.is_some_and(|user| user.name.is_empty()))
}

fn main() {}
