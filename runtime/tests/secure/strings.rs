//! `SecureCache`: values by string key.

use cachekit::EncryptionError;
use cachekit::prelude::*;

use crate::support::{KEY, NUMBER, Store, contains};

#[tokio::test]
async fn what_is_set_comes_back_and_is_nowhere_in_plaintext() {
    let store = Store::default();
    let cache = store.client().encryption(KEY, "acme").unwrap().build().unwrap();
    let secure = cache.secure().unwrap();
    secure.set("user:42:ssn", NUMBER).await.unwrap();
    assert_eq!(secure.get::<String>("user:42:ssn").await.unwrap().as_deref(), Some(NUMBER));
    let stored = store.bytes("user:42:ssn").await.unwrap();
    assert!(!contains(&stored, NUMBER));
    assert_eq!(stored.len(), 12 + 1 + NUMBER.len() + 16, "nonce, one MessagePack document, tag");
    assert!(secure.exists("user:42:ssn").await.unwrap());
    assert!(secure.delete("user:42:ssn").await.unwrap());
    assert_eq!(secure.get::<String>("user:42:ssn").await.unwrap(), None);
}

#[tokio::test]
async fn l1_holds_ciphertext_and_answers_without_the_backend() {
    let store = Store::default();
    let cache = store.client().encryption(KEY, "acme").unwrap().build().unwrap();
    let secure = cache.secure().unwrap();
    secure.set("k", &7).await.unwrap();
    store.put("k", b"not looked at".to_vec()).await;
    assert_eq!(secure.get::<u8>("k").await.unwrap(), Some(7));
    assert_eq!(cache.stats().strings.l1_hits, 1);
    // Both APIs share one L1: what the plain one finds there is no value.
    assert!(matches!(cache.get::<u8>("k").await, Err(CachekitError::Serialization(_))));
}

#[tokio::test]
async fn every_message_has_a_nonce_of_its_own() {
    let store = Store::default();
    let cache = store.sealed();
    let secure = cache.secure().unwrap();
    let mut nonces = std::collections::HashSet::new();
    for _ in 0..100 {
        secure.set("k", &1).await.unwrap();
        assert!(nonces.insert(store.bytes("k").await.unwrap()[..12].to_vec()));
    }
}

#[tokio::test]
async fn a_value_in_plaintext_is_not_read_as_a_sealed_one() {
    let store = Store::default();
    let cache = store.sealed();
    cache.set("k", "long enough to be taken for nonce and tag").await.unwrap();
    let read = cache.secure().unwrap().get::<String>("k").await;
    assert!(
        matches!(read, Err(CachekitError::Encryption(EncryptionError::AuthenticationFailed))),
        "{read:?}"
    );
}

#[tokio::test]
async fn a_value_at_the_limit_can_be_written_and_read_and_one_beyond_cannot() {
    let store = Store::default();
    let cache =
        store.client().no_l1().max_payload_bytes(100).encryption(KEY, "acme").unwrap().build().unwrap();
    let secure = cache.secure().unwrap();
    // `str 8`: two bytes before the text.
    secure.set("k", &"x".repeat(98)).await.unwrap();
    assert_eq!(secure.get::<String>("k").await.unwrap().unwrap().len(), 98);
    let refused = secure.set("k", &"x".repeat(99)).await;
    assert!(matches!(refused, Err(CachekitError::PayloadTooLarge { size: 101, limit: 100 })), "{refused:?}");
}

#[tokio::test]
async fn a_client_without_a_master_key_has_no_secure_cache() {
    let cache = CacheKit::in_memory().build().unwrap();
    let refused = cache.secure().unwrap_err();
    assert!(matches!(refused, CachekitError::Config(_)));
    assert!(refused.to_string().contains("`encryption(…)`"), "{refused}");
}

#[test]
fn nothing_secret_is_shown() {
    let cache = CacheKit::in_memory().encryption(KEY, "acme").unwrap();
    let builder = format!("{cache:?}");
    let cache = cache.build().unwrap();
    for shown in [builder, format!("{cache:?}"), format!("{:?}", cache.secure().unwrap())] {
        assert!(!shown.contains("0001"), "{shown}");
    }
    assert!(format!("{:?}", cache.secure().unwrap()).contains("acme"));
}
