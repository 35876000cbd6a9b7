//! A new master key, with and without the one it replaces.

use cachekit::EncryptionError;
use cachekit::prelude::*;

use crate::support::{ID, KEY, NUMBER, OTHER_KEY, PatientByNumber, Store, never_loaded, patient};

impl Store {
    /// The program after the key was changed, with the old one still in the ring.
    fn rotated(&self) -> CacheKit {
        let client = self.client().no_l1().encryption(OTHER_KEY, "acme").unwrap();
        client.previous_master_key(KEY).unwrap().build().unwrap()
    }

    /// The program after the old key was taken out.
    fn forgetful(&self) -> CacheKit {
        self.client().no_l1().encryption(OTHER_KEY, "acme").unwrap().build().unwrap()
    }
}

#[tokio::test]
async fn the_previous_key_opens_and_the_current_one_seals() {
    let store = Store::default();
    let (before, after) = (store.sealed(), store.rotated());
    before.secure().unwrap().set("k", NUMBER).await.unwrap();
    before.entry(&ID).set(patient(42)).await.unwrap();

    assert_eq!(after.secure().unwrap().get::<String>("k").await.unwrap().as_deref(), Some(NUMBER));
    assert_eq!(*after.entry(&ID).get_or_load(never_loaded).await.unwrap(), patient(42));

    // What is written now is no longer for those that have the old key alone.
    after.entry(&ID).set(patient(43)).await.unwrap();
    let refused = before.entry(&ID).get().await;
    assert!(matches!(refused, Err(CachekitError::Encryption(EncryptionError::UnknownKey))), "{refused:?}");
    assert_eq!(*store.forgetful().entry(&ID).get().await.unwrap().unwrap(), patient(43));
}

#[tokio::test]
async fn a_key_that_is_gone_is_an_error_that_set_and_delete_end() {
    let store = Store::default();
    let (before, after) = (store.sealed(), store.forgetful());
    before.entry(&ID).set(patient(42)).await.unwrap();
    before.secure().unwrap().set("k", NUMBER).await.unwrap();
    for _ in 0..2 {
        let refused = after.entry(&ID).get_or_load(never_loaded).await;
        assert!(
            matches!(refused, Err(LoadError::Cache(CachekitError::Encryption(EncryptionError::UnknownKey)))),
            "{refused:?}"
        );
        let refused = after.secure().unwrap().get::<String>("k").await;
        assert!(
            matches!(refused, Err(CachekitError::Encryption(EncryptionError::AuthenticationFailed))),
            "{refused:?}"
        );
    }
    assert_eq!(after.stats().region("PatientById").unwrap().refused, 2);
    after.entry(&ID).set(patient(1)).await.unwrap();
    assert_eq!(*after.entry(&ID).get().await.unwrap().unwrap(), patient(1));
    assert!(after.secure().unwrap().delete("k").await.unwrap());
    assert_eq!(after.secure().unwrap().get::<String>("k").await.unwrap(), None);
}

#[tokio::test]
async fn an_entry_under_a_sensitive_key_is_found_by_the_previous_key_and_never_outlives_a_write() {
    let store = Store::default();
    let (before, after) = (store.sealed(), store.rotated());
    let key = PatientByNumber { number: NUMBER };
    before.entry(&key).set(patient(1)).await.unwrap();
    assert_ne!(before.entry(&key).key(), after.entry(&key).key());
    assert_eq!(*after.entry(&key).get_or_load(never_loaded).await.unwrap(), patient(1));

    after.entry(&key).set(patient(2)).await.unwrap();
    assert!(store.bytes(before.entry(&key).key()).await.is_none(), "the older entry is gone");
    assert_eq!(*after.entry(&key).get().await.unwrap().unwrap(), patient(2));

    before.entry(&key).set(patient(3)).await.unwrap();
    assert!(after.entry(&key).delete().await.unwrap());
    assert!(after.entry(&key).get().await.unwrap().is_none());
    assert!(before.entry(&key).get().await.unwrap().is_none(), "a delete reaches both");
}

#[tokio::test]
async fn l1_finds_an_entry_of_the_previous_key_too() {
    let store = Store::default();
    store.sealed().entry(&PatientByNumber { number: NUMBER }).set(patient(1)).await.unwrap();
    let client = store.client().encryption(OTHER_KEY, "acme").unwrap();
    let after = client.previous_master_key(KEY).unwrap().build().unwrap();
    let entry = after.entry(&PatientByNumber { number: NUMBER });
    for source in [cachekit::Source::L2, cachekit::Source::L1] {
        assert_eq!(Cached::source(&entry.get().await.unwrap().unwrap()), source);
    }
    entry.delete().await.unwrap();
    assert!(entry.get().await.unwrap().is_none());
}

#[test]
fn a_layer_without_a_client_decrypts_what_earlier_keys_encrypted() {
    let keys: Vec<_> = (1..=5u8).map(|byte| [byte; 32]).collect();
    let previous: Vec<&[u8]> = keys[1..4].iter().map(|key| &key[..]).collect();
    let ring = EncryptionLayer::with_previous_keys(&keys[0], &previous, "acme").unwrap();
    for key in &keys[..4] {
        let sealed = EncryptionLayer::new(key, "acme").unwrap().encrypt(b"value", "k").unwrap();
        assert_eq!(ring.decrypt(&sealed, "k").unwrap(), b"value");
    }
    let sealed = ring.encrypt(b"value", "k").unwrap();
    assert!(EncryptionLayer::new(&keys[0], "acme").unwrap().decrypt(&sealed, "k").is_ok());
    let stranger = EncryptionLayer::new(&keys[4], "acme").unwrap().encrypt(b"value", "k").unwrap();
    assert!(ring.decrypt(&stranger, "k").is_err());
    let four: Vec<&[u8]> = keys[1..].iter().map(|key| &key[..]).collect();
    for wrong in [&four[..], &[&keys[0][..]], &[&keys[1][..31]]] {
        let refused = EncryptionLayer::with_previous_keys(&keys[0], wrong, "acme");
        assert!(matches!(refused, Err(CachekitError::Config(_))));
    }
}
