//! Entries of a region without a loader: reads, writes and deletes.

use std::time::Duration;

use cachekit::Source;
use cachekit::prelude::*;

use crate::support::{Name, Shelf, keys, owned, texts};

#[tokio::test]
async fn what_l1_misses_is_one_call_of_the_backend() {
    let shelf = Shelf::new();
    shelf.client().entries(&keys(&[1, 2, 3])).set(["a", "b", "c"].map(String::from)).await.unwrap();
    assert_eq!(shelf.calls(), [("set_many", 3)]);
    let cache = shelf.client();
    cache.entry(&Name { id: 2 }).get().await.unwrap();
    shelf.calls();

    let keys = keys(&[3, 2, 4, 1]);
    let values = cache.entries(&keys).get().await.unwrap();
    let sources: Vec<_> = values.iter().flatten().map(Cached::source).collect();
    assert_eq!(sources, [Source::L2, Source::L1, Source::L2]);
    assert_eq!(texts(values), owned(&[Some("c"), Some("b"), None, Some("a")]));
    assert_eq!(shelf.calls(), [("get_many", 3)]);

    let again = cache.entries(&keys).get().await.unwrap();
    assert!(again.iter().flatten().all(|value| Cached::source(value) == Source::L1));
    assert_eq!(shelf.calls(), [("get_many", 1)], "only what there is not");
    let region = cache.stats().regions[0].clone();
    assert_eq!((region.l1_hits, region.l2_hits, region.misses), (4, 3, 2));
}

#[tokio::test]
async fn nothing_is_asked_for_no_keys() {
    let shelf = Shelf::new();
    let cache = shelf.client();
    let entries = cache.entries::<Name>(&[]);
    assert!(entries.get().await.unwrap().is_empty());
    entries.set(Vec::<String>::new()).await.unwrap();
    assert!(entries.delete().await.unwrap().is_empty());
    assert_eq!(entries.keys().len(), 0);
    assert_eq!(shelf.calls(), []);
}

#[tokio::test]
async fn keys_are_there_more_than_once() {
    let shelf = Shelf::new();
    let cache = shelf.builder().no_l1().build().unwrap();
    let keys = keys(&[1, 2, 1, 1]);
    cache.entries(&keys).set(["first", "b", "second", "third"].map(String::from)).await.unwrap();
    assert_eq!(shelf.calls(), [("set_many", 2)]);
    let values = cache.entries(&keys).get().await.unwrap();
    assert_eq!(texts(values), owned(&[Some("third"), Some("b"), Some("third"), Some("third")]));
    assert_eq!(cache.entries(&keys).delete().await.unwrap(), [true; 4]);
    assert_eq!(shelf.calls()[1..], [("delete_many", 2)]);
    assert_eq!(cache.entries(&keys).delete().await.unwrap(), [false; 4]);
}

#[tokio::test]
async fn a_key_that_fails_takes_no_other_with_it() {
    let shelf = Shelf::new();
    let cache = shelf.client();
    let keys = keys(&[1, 2, 3]);
    shelf.break_key("users:name:2");
    let broken = |error: &CachekitError| matches!(error, CachekitError::Backend(_));

    let error = cache.entries(&keys).set(["a", "b", "c"].map(String::from)).await.unwrap_err();
    assert!(matches!(error.results(), [Ok(()), Err(error), Ok(())] if broken(error)));
    assert!(cache.get_if_present(&keys[0]).is_some() && cache.get_if_present(&keys[1]).is_none());

    let error = shelf.client().entries(&keys).get().await.unwrap_err();
    assert_eq!(error.failures().map(|(at, _)| at).collect::<Vec<_>>(), [1]);
    assert!(
        matches!(error.results(), [Ok(Some(a)), Err(error), Ok(Some(c))] if **a == "a" && **c == "c" && broken(error))
    );
    let text = error.to_string();
    assert!(text.starts_with("1 of the 3 keys of a batch failed, the first of them at place 1: "), "{text}");

    let error = cache.entries(&keys).delete().await.unwrap_err();
    assert!(matches!(error.results(), [Ok(true), Err(error), Ok(true)] if broken(error)));
    let region = cache.stats().regions[0].clone();
    assert_eq!((region.writes, region.deletes, region.backend_errors), (2, 2, 2));
    assert!(broken(&error.into()), "with `?`");
}

#[tokio::test]
async fn there_is_a_value_for_every_key() {
    let shelf = Shelf::new();
    let cache = shelf.client();
    for values in [vec![], vec!["a".to_owned()], vec!["a".to_owned(); 3]] {
        let given = values.len();
        let error = cache.entries(&keys(&[1, 2])).set(values).await.unwrap_err();
        let counts = |error: &CachekitError| matches!(error, CachekitError::ValueCount { keys: 2, values } if *values == given);
        assert!(
            error.failures().count() >= 2 && error.failures().all(|(_, error)| counts(error)),
            "{error:?}"
        );
    }
    assert_eq!(shelf.calls(), []);
}

#[tokio::test]
async fn lifetimes_are_those_of_single_entries() {
    let (cache, clock) = CacheKit::test();
    let keys = keys(&[1, 2]);
    let entries = cache.entries(&keys);
    entries.set_with_ttl(["a", "b"].map(String::from), Duration::from_secs(10)).await.unwrap();
    clock.advance(Duration::from_secs(9));
    assert!(entries.get().await.unwrap().iter().all(Option::is_some));
    clock.advance(Duration::from_secs(1));
    assert!(entries.get().await.unwrap().iter().all(Option::is_none));
    let error = entries.set_with_ttl(["a", "b"].map(String::from), Duration::ZERO).await.unwrap_err();
    assert!(error.failures().all(|(_, error)| matches!(error, CachekitError::InvalidTtl(_))));
}

#[tokio::test]
async fn a_value_that_is_too_large_is_refused_alone() {
    let shelf = Shelf::new();
    let cache = shelf.builder().max_payload_bytes(10).build().unwrap();
    let keys = keys(&[1, 2]);
    let error = cache.entries(&keys).set(["a".repeat(100), "b".to_owned()]).await.unwrap_err();
    assert!(matches!(error.results(), [Err(CachekitError::PayloadTooLarge { .. }), Ok(())]));
    assert_eq!(texts(cache.entries(&keys).get().await.unwrap()), owned(&[None, Some("b")]));
}

#[derive(CacheRegion)]
#[cache(namespace = "users", key = "name:{name}", value = String, ttl = "5m")]
struct Clashing<'a> {
    name: &'a str,
}

#[tokio::test]
async fn a_region_that_is_refused_is_refused_for_every_key() {
    let (cache, _clock) = CacheKit::test();
    cache.entry(&Name { id: 1 }).get().await.unwrap();
    let keys = [Clashing { name: "a" }, Clashing { name: "b" }];
    let entries = cache.entries(&keys);
    assert_eq!(entries.keys().collect::<Vec<_>>(), ["", ""]);
    let conflicts = |error: &CachekitError| matches!(error, CachekitError::RegionConflict(_));
    assert!(entries.get().await.unwrap_err().failures().all(|(_, error)| conflicts(error)));
    assert!(entries.delete().await.unwrap_err().failures().all(|(_, error)| conflicts(error)));
    let set = entries.set(["a", "b"].map(String::from)).await.unwrap_err();
    assert_eq!(set.failures().filter(|(_, error)| conflicts(error)).count(), 2);
}

#[tokio::test]
async fn tenants_have_keys_of_their_own() {
    let shelf = Shelf::new();
    let cache = shelf.client();
    let (acme, beta) = (cache.for_tenant("acme").unwrap(), cache.for_tenant("beta").unwrap());
    let keys = keys(&[1, 2]);
    acme.entries(&keys).set(["a", "b"].map(String::from)).await.unwrap();
    assert_eq!(acme.entries(&keys).keys().next(), Some(".tenant:acme::users:name:1"));
    assert_eq!(texts(acme.entries(&keys).get().await.unwrap()), owned(&[Some("a"), Some("b")]));
    for others in [&cache, &beta] {
        assert!(others.entries(&keys).get().await.unwrap().iter().all(Option::is_none));
        assert_eq!(others.entries(&keys).delete().await.unwrap(), [false, false]);
    }
    assert!(acme.entry(&keys[0]).get().await.unwrap().is_some());
}

#[derive(CacheRegion)]
#[cache(namespace = "users", operation = "get_score", layout = "interop", value = f64, ttl = "5m")]
struct Score {
    weight: f64,
}

#[tokio::test]
async fn interop_keys_work_where_their_arguments_do() {
    let (cache, _clock) = CacheKit::test();
    let keys = [1.0, f64::NAN, 2.5].map(|weight| Score { weight });
    let error = cache.entries(&keys).set([1.0, 2.0, 3.0]).await.unwrap_err();
    assert!(matches!(error.results(), [Ok(()), Err(CachekitError::InvalidKey(_)), Ok(())]), "{error:?}");
    let error = cache.entries(&keys).get().await.unwrap_err();
    assert!(matches!(error.results(), [Ok(Some(_)), Err(CachekitError::InvalidKey(_)), Ok(Some(_))]));
    assert_eq!(cache.entry(&keys[2]).get().await.unwrap().as_deref(), Some(&3.0));
    let tenant = cache.for_tenant("acme").unwrap();
    let error = tenant.entries(&keys[..1]).get().await.unwrap_err();
    assert!(matches!(error.results(), [Err(CachekitError::Config(_))]));
}
