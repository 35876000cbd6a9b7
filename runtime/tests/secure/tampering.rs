//! Entries that somebody changed or moved: an error of their own, no load, nothing in L1, and a way back.

use cachekit::EncryptionError::{self, AuthenticationFailed, NotSealed, Truncated, UnknownKey, Version};
use cachekit::prelude::*;

use crate::support::{ID, KEY, NUMBER, Patient, PatientById, PatientByNumber, Store, never_loaded, patient};

/// What a read of a changed entry comes back with, by both ways of reading; then that `set` or `delete` ends it.
async fn refused(store: &Store, bytes: Vec<u8>) -> EncryptionError {
    // With L1, to see that nothing gets there.
    let cache = store.client().encryption(KEY, "acme").unwrap().build().unwrap();
    let entry = cache.entry(&ID);
    store.put(entry.key(), bytes.clone()).await;
    let got = match entry.get().await {
        Err(CachekitError::Encryption(error)) => error,
        other => panic!("{other:?}"),
    };
    match entry.get_or_load(never_loaded).await {
        Err(LoadError::Cache(CachekitError::Encryption(error))) => assert_eq!(error, got),
        other => panic!("{other:?}"),
    }
    assert_eq!(store.bytes(entry.key()).await, Some(bytes), "nothing is overwritten by itself");
    if got == Version(0) {
        entry.delete().await.unwrap();
        assert!(entry.get().await.unwrap().is_none());
    } else {
        entry.set(patient(7)).await.unwrap();
        assert_eq!(*entry.get().await.unwrap().unwrap(), patient(7));
    }
    got
}

async fn sealed(store: &Store) -> Vec<u8> {
    let cache = store.sealed();
    cache.entry(&ID).set(patient(42)).await.unwrap();
    store.bytes(cache.entry(&ID).key()).await.unwrap()
}

#[tokio::test]
async fn a_flipped_bit_anywhere_is_refused() {
    let store = Store::default();
    let intact = sealed(&store).await;
    for at in 0..intact.len() {
        let mut changed = intact.clone();
        changed[at] ^= 0x01;
        let expected = match at {
            0 | 1 => NotSealed,
            2 => Version(0),
            3..7 => UnknownKey,
            _ => AuthenticationFailed,
        };
        assert_eq!(refused(&store, changed).await, expected, "byte {at}");
    }
}

#[tokio::test]
async fn a_cut_entry_is_refused() {
    let store = Store::default();
    let intact = sealed(&store).await;
    for len in 0..=34 {
        let got = refused(&store, intact[..len].to_vec()).await;
        assert!(matches!(got, Truncated { .. } | NotSealed), "{len} bytes: {got:?}");
    }
    for len in [35, intact.len() - 1] {
        assert_eq!(refused(&store, intact[..len].to_vec()).await, AuthenticationFailed);
    }
    assert_eq!(refused(&store, [&intact[..], b"x"].concat()).await, AuthenticationFailed);
}

#[tokio::test]
async fn an_entry_of_another_place_is_refused() {
    let store = Store::default();
    let elsewhere =
        store.client().no_l1().namespace("shop").encryption(KEY, "acme").unwrap().build().unwrap();
    let cache = store.sealed();
    cache.entry(&PatientById { clinic: "north", id: 43 }).set(patient(43)).await.unwrap();
    cache.entry(&PatientByNumber { number: NUMBER }).set(patient(44)).await.unwrap();
    elsewhere.entry(&ID).set(patient(45)).await.unwrap();
    cache.for_tenant("acme").unwrap().entry(&ID).set(patient(46)).await.unwrap();
    for key in [
        "patients:by-id:north:43",
        cache.entry(&PatientByNumber { number: NUMBER }).key(),
        elsewhere.entry(&ID).key(),
        cache.for_tenant("acme").unwrap().entry(&ID).key(),
    ] {
        let moved = store.bytes(key).await.unwrap();
        assert_eq!(refused(&store, moved).await, AuthenticationFailed, "{key}");
    }
}

#[tokio::test]
async fn strings_and_regions_do_not_open_each_others_entries() {
    let store = Store::default();
    let cache = store.sealed();
    // The same value under the same storage key, sealed by the string API of a client that knows no regions.
    cache.secure().unwrap().set(ID_KEY, &patient(1)).await.unwrap();
    let by_string = store.bytes(ID_KEY).await.unwrap();
    assert!(matches!(refused(&store, by_string).await, NotSealed | Truncated { .. }));

    let by_region = sealed(&store).await;
    store.put("k", by_region.clone()).await;
    store.put(ID_KEY, by_region).await;
    let stranger = store.sealed();
    for key in ["k", ID_KEY] {
        let read = stranger.secure().unwrap().get::<Patient>(key).await;
        assert!(matches!(read, Err(CachekitError::Encryption(AuthenticationFailed))), "{read:?}");
        let read = stranger.get::<Patient>(key).await;
        assert!(matches!(read, Err(CachekitError::Serialization(_))), "{read:?}");
    }
}

const ID_KEY: &str = "patients:by-id:north:42";

#[tokio::test]
async fn sealed_strings_are_bound_to_key_namespace_and_tenant() {
    let store = Store::default();
    let cache = store.sealed();
    let secure = cache.secure().unwrap();
    secure.set("k", NUMBER).await.unwrap();
    let intact = store.bytes("k").await.unwrap();
    let refuses = async |bytes: Vec<u8>| {
        store.put("k", bytes).await;
        let got = match secure.get::<String>("k").await {
            Err(CachekitError::Encryption(error)) => error,
            other => panic!("{other:?}"),
        };
        secure.set("k", "again").await.unwrap();
        assert_eq!(secure.get::<String>("k").await.unwrap().as_deref(), Some("again"));
        got
    };
    for at in 0..intact.len() {
        let mut changed = intact.clone();
        changed[at] ^= 0x80;
        assert_eq!(refuses(changed).await, AuthenticationFailed, "byte {at}");
    }
    for len in 0..28 {
        assert_eq!(refuses(intact[..len].to_vec()).await, Truncated { len });
    }
    assert_eq!(refuses(intact[..28].to_vec()).await, AuthenticationFailed);

    secure.set("other", NUMBER).await.unwrap();
    let named = store.client().no_l1().namespace("k").encryption(KEY, "acme").unwrap().build().unwrap();
    named.secure().unwrap().set("k", NUMBER).await.unwrap();
    let tenant = store.client().no_l1().encryption(KEY, "umbrella").unwrap().build().unwrap();
    tenant.secure().unwrap().set("theirs", NUMBER).await.unwrap();
    for key in ["other", "k:k", "theirs"] {
        let moved = store.bytes(key).await.unwrap();
        assert_eq!(refuses(moved).await, AuthenticationFailed, "{key}");
    }
}

#[tokio::test]
async fn a_region_that_is_told_to_loads_instead() {
    #[derive(CacheRegion)]
    #[cache(namespace = "lenient", key = "{id}", value = Patient, ttl = "5m", secure, on_tampering = "load")]
    struct Lenient {
        id: u64,
    }
    let store = Store::default();
    let cache = store.sealed();
    store.put("lenient:1", vec![7; 100]).await;
    let entry = cache.entry(&Lenient { id: 1 });
    assert!(entry.get().await.unwrap().is_none());
    let loaded = entry.get_or_load(|| async { Ok::<_, std::io::Error>(patient(1)) }).await.unwrap();
    assert_eq!(*loaded, patient(1));
    assert_eq!(*entry.get_or_load(never_loaded).await.unwrap(), patient(1), "it was overwritten");
    assert_eq!(cache.stats().region("Lenient").unwrap().refused, 2);
}

#[tokio::test]
async fn an_older_entry_of_the_same_key_lives_no_longer_than_it_would_have() {
    let clock = cachekit::ManualClock::default();
    let store = Store::default();
    let cache = store.client().no_l1().clock(&clock).encryption(KEY, "acme").unwrap().build().unwrap();
    let entry = cache.entry(&ID);
    entry.set(patient(1)).await.unwrap();
    let older = store.bytes(entry.key()).await.unwrap();
    clock.advance(std::time::Duration::from_secs(200));
    entry.set(patient(2)).await.unwrap();
    store.put(entry.key(), older.clone()).await;
    assert_eq!(*entry.get().await.unwrap().unwrap(), patient(1), "a replay cannot be told");
    clock.advance(std::time::Duration::from_secs(100));
    store.put(entry.key(), older).await;
    assert!(entry.get().await.unwrap().is_none(), "its own lifetime is over");
}
