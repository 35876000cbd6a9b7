//! `#[cache(rename = "…")]` fixes the text of a variant, so that the variant can be renamed.

use serde::{Deserialize, Serialize};
use shop_cache::prelude::*;

use crate::support::client;

#[derive(KeyPart, Clone, Copy)]
enum Plan {
    #[cache(rename = "free-2024")]
    Gratis,
    Team,
    #[cache(rename = "0")]
    Internal,
}

/// Key part and cache value at once: each derive passes over the words of the other.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, KeyPart, CacheValue)]
#[cache(version = 1)]
enum Level {
    #[cache(rename = "lo")]
    Low,
    High,
}

#[derive(CacheRegion)]
#[cache(namespace = "key-part-rename", key = "{plan}:{level}", value = Level, ttl = "5m")]
struct Limit {
    plan: Plan,
    level: Level,
}

#[tokio::test]
async fn variants_have_the_names_that_they_are_given() {
    let cache = client();
    let key = |plan, level| cache.entry(&Limit { plan, level }).key().to_owned();
    assert_eq!(key(Plan::Gratis, Level::Low), "key-part-rename:free-2024:lo");
    assert_eq!(key(Plan::Team, Level::High), "key-part-rename:Team:High");
    assert_eq!(key(Plan::Internal, Level::High), "key-part-rename:0:High");
    let entry = cache.entry(&Limit { plan: Plan::Team, level: Level::Low });
    entry.set(Level::High).await.unwrap();
    assert_eq!(entry.get().await.unwrap().unwrap(), Level::High);
}
