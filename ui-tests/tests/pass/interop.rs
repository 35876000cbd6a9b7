//! The interop layout: keys that every SDK makes, of regions, functions and methods.

use std::collections::BTreeMap;

use shop_cache::prelude::*;

use crate::support::{Calls, client};

#[derive(CacheRegion)]
#[cache(namespace = "users", layout = "interop", operation = "get_user", value = String, ttl = "5m", l1_ttl = "1s")]
struct GetUser {
    id: u64,
    #[cache(skip)]
    _trace: f64,
}

/// serde is all that is asked of the value.
#[derive(Clone, PartialEq, Debug, serde::Serialize, serde::Deserialize)]
struct Found {
    names: Vec<String>,
}

#[derive(CacheRegion)]
#[cache(namespace = "users", layout = "interop", operation = "search", value = Found, ttl = "5m")]
struct Search<'a, T>(&'a str, bool, Option<T>);

#[derive(CacheRegion)]
#[cache(namespace = "t", layout = "interop", operation = "op", value = u64, ttl = "5m")]
struct Nothing;

/// The keys are those of the protocol's own examples.
#[tokio::test]
async fn keys_are_those_of_all_sdks() {
    let cache = client();
    for (key, expected) in [
        (
            cache.entry(&GetUser { id: 42, _trace: 0.5 }).key().to_owned(),
            "users:get_user:61598716255080080f6456eb065c2e51badfaa4320b0efe97469c29cffee8875",
        ),
        (
            cache.entry(&Search::<u64>("alice", true, None)).key().to_owned(),
            "users:search:1b710f1a11e86472668472657be495c7ca8fb7d16a8771793eb2dd1c321517ee",
        ),
        (
            cache.entry(&Nothing).key().to_owned(),
            "t:op:8064bf5f945dba521b017bb3f32b31a293a6e16944838d171ea9e77fab085e8e",
        ),
    ] {
        assert_eq!(key, expected);
    }
}

#[cachekit(client = cache, ttl = 60, namespace = "users", interop = "get_user")]
async fn get_user(cache: &CacheKit, id: u64, #[cache(skip)] calls: &Calls) -> Result<String, CachekitError> {
    calls.one();
    Ok(format!("user {id}"))
}

#[cachekit(ttl = 60, namespace = "places", interop = "near", region = Near)]
async fn near(cache: &CacheKit, lat: f64, tags: BTreeMap<String, Vec<f64>>) -> Option<Found> {
    Some(Found { names: vec![format!("{lat} {tags:?}")] })
}

struct Service {
    cache: CacheKit,
    calls: Calls,
}

impl Service {
    #[cachekit(client = self.cache, ttl = 60, namespace = "users", interop = "count", skip(self))]
    async fn count<T: Clone>(&self, #[cache(skip)] _kind: T, names: &[String]) -> usize {
        self.calls.one();
        names.len()
    }

    #[cachekit(client = self.cache, region(GetUser { id, _trace: 1.0 }), skip(self))]
    async fn user(&self, id: u64) -> String {
        format!("user {id}")
    }
}

#[tokio::test]
async fn functions_and_regions_of_one_operation_share_entries() {
    let (cache, calls) = (client(), Calls::default());
    get_user(&cache, 42, &calls).await.unwrap();
    get_user(&cache, 42, &calls).await.unwrap();
    get_user(&cache, 43, &calls).await.unwrap();
    assert_eq!(calls.count(), 2);
}

#[tokio::test]
async fn a_named_region_reaches_the_entries() {
    let cache = client();
    let tags = BTreeMap::from([("a".to_owned(), vec![0.5])]);
    let found = near(&cache, 59.3, tags.clone()).await;
    let entry = cache.entry(&Near { lat: 59.3, tags });
    assert_eq!(entry.get().await.unwrap().as_deref(), found.as_ref());
}

#[tokio::test]
async fn methods() {
    let service = Service { cache: client(), calls: Calls::default() };
    let names = ["a".to_owned()];
    assert_eq!(service.count("kind", &names).await + service.count(7, &names).await, 2);
    assert_eq!(service.calls.count(), 1);
    assert_eq!(service.user(1).await, "user 1");
}
