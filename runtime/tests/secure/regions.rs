//! Secure regions: sealed wherever they are stored, in the clear for their caller alone.

use cachekit::Source;
use cachekit::prelude::*;

use crate::support::{ID, KEY, NUMBER, PatientByNumber, Store, contains, never_loaded, patient};

#[tokio::test]
async fn an_entry_is_sealed_in_the_backend() {
    let store = Store::default();
    let cache = store.sealed();
    let entry = cache.entry(&ID);
    entry.set(patient(42)).await.unwrap();
    let stored = store.bytes(entry.key()).await.unwrap();
    assert_eq!(stored[..3], [0xc1, b's', 1]);
    assert!(!contains(&stored, NUMBER) && !contains(&stored, "number"));
    let read = entry.get().await.unwrap().unwrap();
    assert_eq!((&*read, Cached::source(&read)), (&patient(42), Source::L2));
    assert!(entry.exists().await.unwrap());
    assert!(entry.delete().await.unwrap());
    assert!(entry.get().await.unwrap().is_none());
}

#[tokio::test]
async fn l1_answers_with_what_it_opens() {
    let store = Store::default();
    let cache = store.client().encryption(KEY, "acme").unwrap().build().unwrap();
    let entry = cache.entry(&ID);
    let loaded = entry.get_or_load(|| async { Ok::<_, std::io::Error>(patient(42)) }).await.unwrap();
    assert_eq!(*loaded, patient(42));
    store.put(entry.key(), b"not looked at".to_vec()).await;
    let hit = entry.get_or_load(never_loaded).await.unwrap();
    assert_eq!((&*hit, Cached::source(&hit)), (&patient(42), Source::L1));
    entry.delete().await.unwrap();
    assert!(entry.get().await.unwrap().is_none());
}

/// Later hits leave out checks that the first one made.
#[tokio::test]
async fn every_hit_gives_the_same_value() {
    let cache = CacheKit::in_memory().encryption(KEY, "acme").unwrap().build().unwrap();
    let entry = cache.entry(&ID);
    entry.set(patient(42)).await.unwrap();
    for _ in 0..3 {
        assert_eq!(*entry.get().await.unwrap().unwrap(), patient(42));
        assert_eq!(*cache.get_if_present(&ID).unwrap(), patient(42));
    }
}

/// Writes a number, and would read one level of itself after the other for it.
#[derive(Debug, Clone, PartialEq, serde::Deserialize)]
struct Endless(Option<Box<Endless>>);

impl serde::Serialize for Endless {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_u8(1)
    }
}

#[derive(CacheRegion)]
#[cache(namespace = "endless", key = "{id}", value = Endless, version = 1, ttl = "5m", secure)]
struct EndlessById {
    id: u64,
}

/// What no first reading takes has no later one: it would be one without bounds.
#[tokio::test]
async fn a_value_that_cannot_be_read_is_never_read_without_bounds() {
    let cache = CacheKit::in_memory().encryption(KEY, "acme").unwrap().build().unwrap();
    let id = EndlessById { id: 1 };
    for _ in 0..3 {
        cache.entry(&id).set(Endless(None)).await.unwrap();
        assert_eq!(cache.get_if_present(&id), None);
        assert!(cache.entry(&id).get().await.unwrap().is_none());
    }
}

#[tokio::test]
async fn an_entry_expires_in_l1_and_backend() {
    let clock = cachekit::ManualClock::default();
    let cache = CacheKit::in_memory().clock(&clock).encryption(KEY, "acme").unwrap().build().unwrap();
    let entry = cache.entry(&ID);
    entry.set(patient(42)).await.unwrap();
    clock.advance(std::time::Duration::from_secs(299));
    let read = entry.get().await.unwrap().unwrap();
    assert_eq!(Cached::age(&read), std::time::Duration::from_secs(299));
    clock.advance(std::time::Duration::from_secs(1));
    assert!(entry.get().await.unwrap().is_none());
}

#[tokio::test]
async fn a_sensitive_part_is_in_the_key_as_a_hash_with_the_tenants_secret() {
    let store = Store::default();
    let cache = store.sealed();
    let entry = cache.entry(&PatientByNumber { number: NUMBER });
    let key = entry.key();
    assert!(key.starts_with("patients:by-number:.k") && !key.contains(NUMBER), "{key}");
    assert_eq!(key.len(), "patients:by-number:.k".len() + 43);
    entry.set(patient(1)).await.unwrap();
    assert_eq!(*entry.get().await.unwrap().unwrap(), patient(1));
    assert_eq!(cache.entry(&PatientByNumber { number: NUMBER }).key(), key);
    assert_ne!(cache.entry(&PatientByNumber { number: "123-45-6780" }).key(), key);
    let other_tenant = store.client().encryption(KEY, "umbrella").unwrap().build().unwrap();
    assert_ne!(other_tenant.entry(&PatientByNumber { number: NUMBER }).key(), key);
}

#[tokio::test]
async fn a_string_key_deletes_a_sealed_entry_from_l1_and_backend() {
    let store = Store::default();
    let cache = store.client().encryption(KEY, "acme").unwrap().build().unwrap();
    let entry = cache.entry(&ID);
    entry.set(patient(42)).await.unwrap();
    assert!(cache.delete(entry.key()).await.unwrap());
    assert!(entry.get().await.unwrap().is_none());
    let refused = cache.secure().unwrap().get::<u8>(entry.key()).await;
    assert!(matches!(refused, Err(CachekitError::KeyOwnedByRegion { .. })));
}

#[tokio::test]
async fn callers_of_one_key_share_one_load() {
    let store = Store::default();
    let cache = store.client().encryption(KEY, "acme").unwrap().build().unwrap();
    let loads = std::sync::atomic::AtomicUsize::new(0);
    let entry = cache.entry(&ID);
    let load = || async {
        loads.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
        tokio::task::yield_now().await;
        Ok::<_, std::io::Error>(patient(42))
    };
    let (a, b, c) = tokio::join!(entry.get_or_load(load), entry.get_or_load(load), entry.get_or_load(load));
    assert!([a, b, c].into_iter().all(|value| *value.unwrap() == patient(42)));
    assert_eq!(loads.into_inner(), 1);
}
