//! Many values by string key.

use std::time::Duration;

use cachekit::prelude::*;

use crate::support::{Name, Shelf};

#[tokio::test]
async fn values_stand_in_the_order_of_their_keys() {
    let shelf = Shelf::new();
    shelf.client().set_many(&[("a", 1), ("b", 2), ("c", 3)]).await.unwrap();
    assert_eq!(shelf.calls(), [("set_many", 3)]);
    let cache = shelf.client();
    assert_eq!(cache.get::<u64>("b").await.unwrap(), Some(2));
    shelf.calls();
    let keys = ["c", "none", "b", "a", "c"];
    assert_eq!(cache.get_many::<u64>(&keys).await.unwrap(), [Some(3), None, Some(2), Some(1), Some(3)]);
    assert_eq!(shelf.calls(), [("get_many", 4)], "but for what L1 has");
    cache.get_many::<u64>(&keys).await.unwrap();
    assert_eq!(shelf.calls(), [("get_many", 1)]);
    assert_eq!(cache.delete_many(&["a", "none", "a"]).await.unwrap(), [true, false, true]);
    assert_eq!(shelf.calls(), [("delete_many", 2)]);
    assert_eq!(cache.get_many::<u64>(&["a", "b"]).await.unwrap(), [None, Some(2)]);
}

#[tokio::test]
async fn of_a_key_that_is_there_twice_the_last_value_is_stored() {
    let shelf = Shelf::new();
    let cache = shelf.client();
    cache.set_many(&[("k", "first"), ("other", "x"), ("k", "last")]).await.unwrap();
    for cache in [&cache, &shelf.client()] {
        assert_eq!(cache.get::<String>("k").await.unwrap().as_deref(), Some("last"));
    }
}

#[tokio::test]
async fn nothing_is_asked_for_no_keys() {
    let shelf = Shelf::new();
    let cache = shelf.client();
    assert!(cache.get_many::<u64>(&[] as &[&str]).await.unwrap().is_empty());
    cache.set_many(&[] as &[(&str, u64)]).await.unwrap();
    assert!(cache.delete_many(&[] as &[&str]).await.unwrap().is_empty());
    assert_eq!(shelf.calls(), []);
}

#[tokio::test]
async fn a_key_that_fails_takes_no_other_with_it() {
    let shelf = Shelf::new();
    let cache = shelf.client();
    cache.entry(&Name { id: 1 }).set("Ada".to_owned()).await.unwrap();
    shelf.break_key("broken");
    let entries = [("good", 1), ("", 2), ("users:name:1", 3), ("broken", 4)];
    let error = cache.set_many(&entries).await.unwrap_err();
    assert!(matches!(
        error.results(),
        [
            Ok(()),
            Err(CachekitError::InvalidKey(_)),
            Err(CachekitError::KeyOwnedByRegion { .. }),
            Err(CachekitError::Backend(_))
        ]
    ));
    let keys = entries.map(|(key, _)| key);
    let error = cache.get_many::<u64>(&keys).await.unwrap_err();
    assert!(matches!(
        error.results(),
        [
            Ok(Some(1)),
            Err(CachekitError::InvalidKey(_)),
            Err(CachekitError::KeyOwnedByRegion { .. }),
            Err(CachekitError::Backend(_))
        ]
    ));
    assert!(matches!(CachekitError::from(error), CachekitError::InvalidKey(_)), "the first, by `?`");
    let error = cache.delete_many(&keys).await.unwrap_err();
    assert!(matches!(
        error.results(),
        [Ok(true), Err(CachekitError::InvalidKey(_)), Ok(true), Err(CachekitError::Backend(_))]
    ));
    assert!(cache.entry(&Name { id: 1 }).get().await.unwrap().is_none(), "a delete reaches regions too");
}

#[tokio::test]
async fn limits_hold_for_each_value() {
    let shelf = Shelf::new();
    let (large, small) = (shelf.client(), shelf.builder().max_payload_bytes(10).build().unwrap());
    let error = small.set_many(&[("a", "0123456789"), ("b", "short")]).await.unwrap_err();
    assert!(matches!(error.results(), [Err(CachekitError::PayloadTooLarge { size: 11, limit: 10 }), Ok(())]));
    large.set("a", "0123456789").await.unwrap();
    let error = small.get_many::<String>(&["a", "b"]).await.unwrap_err();
    assert!(matches!(error.results(), [Err(CachekitError::PayloadTooLarge { .. }), Ok(Some(_))]));
    let error = large.get_many::<u64>(&["a", "none"]).await.unwrap_err();
    assert!(matches!(error.results(), [Err(CachekitError::Serialization(_)), Ok(None)]));
    let error = large.set_many_with_ttl(&[("a", 1), ("b", 2)], Duration::ZERO).await.unwrap_err();
    assert_eq!(error.failures().count(), 2);
}

#[tokio::test]
async fn lifetimes_end() {
    let (cache, clock) = CacheKit::test();
    cache.set_many_with_ttl(&[("a", 1), ("b", 2)], Duration::from_secs(10)).await.unwrap();
    clock.advance(Duration::from_secs(9));
    assert_eq!(cache.get_many::<u64>(&["a", "b"]).await.unwrap(), [Some(1), Some(2)]);
    clock.advance(Duration::from_secs(1));
    assert_eq!(cache.get_many::<u64>(&["a", "b"]).await.unwrap(), [None, None]);
}

#[tokio::test(start_paused = true)]
async fn a_batch_has_the_time_of_one_call() {
    let shelf = Shelf::new();
    let limit = Duration::from_millis(200);
    let cache = shelf.builder().backend_timeout(limit).build().unwrap();
    shelf.hold();
    let begun = tokio::time::Instant::now();
    let error = cache.get_many::<u64>(&["a", "b"]).await.unwrap_err();
    assert_eq!(error.failures().count(), 2);
    assert_eq!(cache.set_many(&[("a", 1), ("b", 2)]).await.unwrap_err().failures().count(), 2);
    assert_eq!(cache.delete_many(&["a", "b"]).await.unwrap_err().failures().count(), 2);
    assert_eq!(begun.elapsed(), 3 * limit);
}

#[tokio::test]
async fn tenants_have_keys_of_their_own() {
    let cache = Shelf::new().client();
    let acme = cache.for_tenant("acme").unwrap();
    acme.set_many(&[("a", 1), ("b", 2)]).await.unwrap();
    assert_eq!(acme.get_many::<u64>(&["b", "a"]).await.unwrap(), [Some(2), Some(1)]);
    assert_eq!(cache.get_many::<u64>(&["b", "a"]).await.unwrap(), [None, None]);
    assert_eq!(cache.delete_many(&["b", "a"]).await.unwrap(), [false, false]);
}
