//! Regions and functions in the layout that all SDKs share.

use cachekit::EncryptionError;
use cachekit::prelude::*;
use serde::{Deserialize, Serialize};

use crate::support::Store;

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
struct User {
    name: String,
    age: u32,
}

fn alice() -> User {
    User { name: "alice".to_owned(), age: 30 }
}

#[derive(CacheRegion)]
#[cache(layout = "interop", namespace = "users", operation = "get_user", value = User, ttl = "5m")]
struct GetUser {
    id: u64,
}

#[derive(CacheRegion)]
#[cache(layout = "interop", namespace = "users", operation = "get_secret", value = User, ttl = "5m", secure)]
struct GetSecret {
    id: u64,
}

/// Of the arguments `[42]`.
const DIGEST: &str = "61598716255080080f6456eb065c2e51badfaa4320b0efe97469c29cffee8875";

#[tokio::test]
async fn key_and_bytes_are_the_protocols() {
    let store = Store::default();
    let cache = store.client().no_l1().namespace("not-in-the-key").build().unwrap();
    let entry = cache.entry(&GetUser { id: 42 });
    assert_eq!(entry.key(), format!("users:get_user:{DIGEST}"));
    entry.set(alice()).await.unwrap();
    let stored = store.bytes(entry.key()).await.unwrap();
    assert_eq!(stored, b"\x82\xa3age\x1e\xa4name\xa5alice", "a bare map, its keys in order");
    assert_eq!(*entry.get().await.unwrap().unwrap(), alice());
    // Another SDK need not keep the order.
    store.put(entry.key(), b"\x82\xa4name\xa3bob\xa3age\x07".to_vec()).await;
    assert_eq!(entry.get().await.unwrap().unwrap().name, "bob");
}

#[tokio::test]
async fn what_is_not_one_document_is_a_miss() {
    let store = Store::default();
    let cache = store.client().no_l1().build().unwrap();
    let entry = cache.entry(&GetUser { id: 42 });
    for foreign in [&b"\x82\xa3age\x1e\xa4name\xa5alice\xc0"[..], b"", b"\xc1", b"CK\x03\0\0\0\x02{}"] {
        store.put(entry.key(), foreign.to_vec()).await;
        assert!(entry.get().await.unwrap().is_none(), "{foreign:?}");
    }
    assert_eq!(cache.stats().region("GetUser").unwrap().unreadable, 4);
}

#[tokio::test]
async fn l1_serves_and_forgets_interop_entries() {
    let store = Store::default();
    let cache = store.client().build().unwrap();
    let entry = cache.entry(&GetUser { id: 42 });
    entry.set(alice()).await.unwrap();
    assert_eq!(Cached::source(&entry.get().await.unwrap().unwrap()), cachekit::Source::L1);
    assert!(cache.delete(entry.key()).await.unwrap());
    assert!(entry.get().await.unwrap().is_none());
}

#[tokio::test]
async fn a_secure_one_is_sealed_as_the_protocol_says() {
    let store = Store::default();
    let cache = store.sealed();
    let entry = cache.entry(&GetSecret { id: 42 });
    entry.set(alice()).await.unwrap();
    let stored = store.bytes(entry.key()).await.unwrap();
    assert_eq!(stored.len(), 12 + 17 + 16);
    let layer = EncryptionLayer::new(&(0..32).collect::<Vec<u8>>(), "acme").unwrap();
    assert_eq!(layer.decrypt(&stored, entry.key()).unwrap(), b"\x82\xa3age\x1e\xa4name\xa5alice");
    store.put(entry.key(), vec![0; 45]).await;
    let refused = entry.get().await;
    assert!(matches!(refused, Err(CachekitError::Encryption(EncryptionError::AuthenticationFailed))));
}

#[cachekit(client = cache, ttl = 60, namespace = "users", interop = "get_user")]
async fn get_user(cache: &CacheKit, id: u64) -> Result<User, CachekitError> {
    Ok(User { name: "loaded".to_owned(), age: u32::try_from(id).unwrap() })
}

#[tokio::test]
async fn a_function_reads_and_writes_the_entries_of_other_sdks() {
    let store = Store::default();
    let cache = store.client().no_l1().build().unwrap();
    assert_eq!(get_user(&cache, 42).await.unwrap().name, "loaded");
    let key = format!("users:get_user:{DIGEST}");
    assert_eq!(store.bytes(&key).await.unwrap(), b"\x82\xa3age*\xa4name\xa6loaded");
    store.put(&key, b"\x82\xa4name\xa3bob\xa3age\x07".to_vec()).await;
    assert_eq!(get_user(&cache, 42).await.unwrap().name, "bob");
}

#[cachekit(client = cache, ttl = 60, namespace = "users", interop = "ratio")]
async fn ratio(cache: &CacheKit, of: f64) -> Result<f64, CachekitError> {
    Ok(of * 2.0)
}

#[tokio::test]
async fn arguments_without_an_interop_form_go_uncached() {
    let cache = CacheKit::in_memory().build().unwrap();
    assert!(ratio(&cache, f64::NAN).await.unwrap().is_nan());
    assert!((ratio(&cache, 1.5).await.unwrap() - 3.0).abs() < f64::EPSILON);
}

#[tokio::test]
async fn tenants_have_no_place_in_interop_keys() {
    let cache = CacheKit::in_memory().build().unwrap();
    let tenant = cache.for_tenant("acme").unwrap();
    let refused = tenant.entry(&GetUser { id: 1 }).get().await;
    assert!(matches!(&refused, Err(CachekitError::Config(why)) if why.contains("GetUser")), "{refused:?}");
}
