//! `skip` leaves a field out of the key, `compact` puts its hash in.

use std::time::Instant;

use shop_cache::prelude::*;

use crate::support::client;

#[derive(CacheRegion)]
#[cache(namespace = "key-skip-and-compact", key = "search:{tenant}:{query}", value = Vec<u64>, ttl = "5m")]
struct Search<'a> {
    tenant: &'a str,
    #[cache(compact)]
    query: String,
    /// Of a type that no key can have.
    #[cache(skip)]
    _asked_at: Option<Instant>,
    #[cache(skip)]
    _trace: f64,
}

#[derive(CacheRegion)]
#[cache(namespace = "key-skip-and-compact", key = "tuple:{1}", value = u8, ttl = "5m")]
struct Tuple(#[cache(skip)] (), #[cache(compact)] u8);

/// A compact part keeps the key short, so that it fits whatever the text.
#[cachekit(ttl = "5m")]
async fn search(cache: &CacheKit, #[cache(compact)] query: &str, #[cache(skip)] trace: f64) -> usize {
    let _ = trace;
    query.len()
}

#[tokio::test]
async fn skipped_fields_are_not_in_the_key_and_compact_ones_are_hashed() {
    let cache = client();
    let key = |query: &str, trace: f64| {
        let region = Search { tenant: "acme", query: query.to_owned(), _asked_at: None, _trace: trace };
        cache.entry(&region).key().to_owned()
    };
    let (first, second) = (key("shoes", 1.0), key("shoes", 2.0));
    assert_eq!(first, second);
    assert!(first.starts_with("key-skip-and-compact:search:acme:.h"), "{first}");
    assert_ne!(first, key("hats", 1.0));
    assert_eq!(key(&"long ".repeat(1000), 1.0).len(), first.len());
    assert!(cache.entry(&Tuple((), 7)).key().starts_with("key-skip-and-compact:tuple:.h"));
}

#[tokio::test]
async fn parameters_are_skipped_and_compacted_alike() {
    let cache = client();
    for trace in [1.0, 2.0, 3.0] {
        assert_eq!(search(&cache, "shoes", trace).await, 5);
    }
    assert_eq!(search(&cache, "hats", 1.0).await, 4);
    assert_eq!(cache.stats().region("search").map(|region| region.loads), Some(2));
}
