//! The string API: values by string key.

use std::sync::Arc;
use std::time::Duration;

use cachekit::ManualClock;
use cachekit::backend::Backend;
use cachekit::backend::memory::MemoryBackend;
use cachekit::prelude::*;

use crate::support::{KEY, User, user};

#[tokio::test]
async fn set_get_exists_delete() {
    let cache = CacheKit::in_memory().build().unwrap();
    assert_eq!(cache.get::<String>("greeting").await.unwrap(), None);
    cache.set("greeting", "Hello, world!").await.unwrap();
    assert_eq!(cache.get::<String>("greeting").await.unwrap().unwrap(), "Hello, world!");
    assert!(cache.exists("greeting").await.unwrap());
    assert!(cache.delete("greeting").await.unwrap());
    assert!(!cache.exists("greeting").await.unwrap());
    assert!(!cache.delete("greeting").await.unwrap());
}

#[tokio::test]
async fn the_backend_holds_one_bare_document() {
    let backend = Arc::new(MemoryBackend::new());
    let cache = CacheKit::builder().backend(backend.clone()).namespace("myapp").build().unwrap();
    cache.set("user:42", &user(42, "Ada")).await.unwrap();
    let stored = backend.get("myapp:user:42").await.unwrap().unwrap();
    assert_eq!(stored, b"\x82\xa2id\x2a\xa4name\xa3Ada");
}

#[tokio::test]
async fn trailing_bytes_are_an_error() {
    let backend = Arc::new(MemoryBackend::new());
    let cache = CacheKit::builder().backend(backend.clone()).build().unwrap();
    backend.set("k", vec![0x2a, 0x2a], None).await.unwrap();
    assert!(matches!(cache.get::<u64>("k").await, Err(CachekitError::Serialization(_))));
}

#[tokio::test]
async fn the_default_lifetime_is_five_minutes() {
    let clock = ManualClock::default();
    let cache = CacheKit::in_memory().clock(&clock).build().unwrap();
    cache.set("k", &1).await.unwrap();
    cache.set_with_ttl("short", &1, Duration::from_secs(1)).await.unwrap();
    clock.advance(Duration::from_secs(1));
    assert!(!cache.exists("short").await.unwrap());
    clock.advance(Duration::from_secs(298));
    assert!(cache.exists("k").await.unwrap());
    clock.advance(Duration::from_secs(1));
    assert_eq!(cache.get::<u64>("k").await.unwrap(), None);
}

#[tokio::test]
async fn lifetimes_and_keys_are_checked() {
    let cache = CacheKit::in_memory().namespace("n").build().unwrap();
    for ttl in [Duration::ZERO, Duration::from_secs(11 * 365 * 86_400)] {
        assert!(matches!(cache.set_with_ttl("k", &1, ttl).await, Err(CachekitError::InvalidTtl(_))));
    }
    for key in ["", "a\nb", "a\u{7f}", &"x".repeat(1023)] {
        assert!(matches!(cache.get::<u64>(key).await, Err(CachekitError::InvalidKey(_))), "{key:?}");
    }
    cache.set(&"x".repeat(1022), &1).await.unwrap();
    cache.set("naïve key", &1).await.unwrap();
}

#[tokio::test]
async fn wrong_settings_are_refused_by_build() {
    let refused = [
        CacheKit::builder().build(),
        CacheKit::in_memory().namespace("").build(),
        CacheKit::in_memory().namespace("a\tb").build(),
        CacheKit::in_memory().namespace("x".repeat(256)).build(),
        CacheKit::in_memory().default_ttl(Duration::ZERO).build(),
        CacheKit::in_memory().backend_timeout(Duration::ZERO).build(),
    ];
    for result in refused {
        assert!(matches!(result, Err(CachekitError::Config(_))), "{result:?}");
    }
}

#[tokio::test]
async fn large_values_are_refused_on_write_and_on_read() {
    let backend = Arc::new(MemoryBackend::new());
    let large = CacheKit::builder().backend(backend.clone()).build().unwrap();
    let small = CacheKit::builder().backend(backend).max_payload_bytes(10).build().unwrap();
    large.set("k", "0123456789").await.unwrap();
    assert!(matches!(
        small.set("k", "0123456789").await,
        Err(CachekitError::PayloadTooLarge { size: 11, limit: 10 })
    ));
    assert!(matches!(
        small.get::<String>("k").await,
        Err(CachekitError::PayloadTooLarge { size: 11, limit: 10 })
    ));
}

#[tokio::test]
async fn keys_of_a_region_are_not_for_strings() {
    let cache = CacheKit::in_memory().build().unwrap();
    cache.entry(&KEY).set(user(42, "Ada")).await.unwrap();
    let key = "users:by-id:acme:42";
    assert!(matches!(
        cache.get::<User>(key).await,
        Err(CachekitError::KeyOwnedByRegion { region: "UserById", .. })
    ));
    assert!(matches!(cache.set(key, &1).await, Err(CachekitError::KeyOwnedByRegion { .. })));
    assert!(matches!(cache.exists(key).await, Err(CachekitError::KeyOwnedByRegion { .. })));
    cache.set("users", &1).await.unwrap_err();
    cache.set("usersx:1", &1).await.unwrap();
}

#[tokio::test]
async fn a_delete_by_string_reaches_the_typed_store() {
    let cache = CacheKit::in_memory().namespace("shop").build().unwrap();
    let entry = cache.entry(&KEY);
    entry.set(user(42, "Ada")).await.unwrap();
    assert_eq!(entry.key(), "shop::users:by-id:acme:42");
    assert!(cache.delete(":users:by-id:acme:42").await.unwrap());
    assert!(entry.get().await.unwrap().is_none());
    // The same words without the scope are another key.
    cache.set("users:by-id:acme:42", &1).await.unwrap();
    assert!(entry.get().await.unwrap().is_none());
}

#[tokio::test]
async fn what_comes_from_the_backend_ends_when_it_ends_there() {
    let clock = ManualClock::default();
    let backend = Arc::new(MemoryBackend::on_clock(&clock));
    let writer = CacheKit::builder().backend(backend.clone()).clock(&clock).build().unwrap();
    let reader = CacheKit::builder().backend(backend).clock(&clock).build().unwrap();
    writer.set_with_ttl("k", &1, Duration::from_secs(10)).await.unwrap();
    clock.advance(Duration::from_secs(9));
    assert_eq!(reader.get::<u64>("k").await.unwrap(), Some(1));
    clock.advance(Duration::from_secs(1));
    assert_eq!(reader.get::<u64>("k").await.unwrap(), None);
}

#[tokio::test]
async fn the_shortest_lifetime_is_a_millisecond() {
    let (cache, clock) = CacheKit::test();
    cache.set_with_ttl("k", &1, Duration::from_nanos(1)).await.unwrap();
    cache.entry(&KEY).set_with_ttl(user(42, "Ada"), Duration::from_nanos(1)).await.unwrap();
    assert!(cache.exists("k").await.unwrap());
    assert!(cache.entry(&KEY).exists().await.unwrap());
    clock.advance(Duration::from_millis(1));
    assert!(!cache.exists("k").await.unwrap());
    assert!(!cache.entry(&KEY).exists().await.unwrap());
}
