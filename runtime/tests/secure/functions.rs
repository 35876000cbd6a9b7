//! `#[cachekit(…, secure)]`.

use std::sync::atomic::{AtomicUsize, Ordering};

use cachekit::EncryptionError;
use cachekit::prelude::*;

use crate::support::{KEY, NUMBER, Patient, Store, contains, patient};

#[derive(Debug, thiserror::Error)]
enum ClinicError {
    #[error("no such patient")]
    Unknown,
    #[error(transparent)]
    Cache(#[from] CachekitError),
}

#[cachekit(namespace = "clinic", ttl = "5m", secure)]
async fn find(cache: &CacheKit, id: u64, #[cache(skip)] calls: &AtomicUsize) -> Result<Patient, ClinicError> {
    calls.fetch_add(1, Ordering::Relaxed);
    if id == 0 { Err(ClinicError::Unknown) } else { Ok(patient(id)) }
}

#[tokio::test]
async fn the_body_runs_once_and_its_value_is_sealed() {
    let (store, calls) = (Store::default(), AtomicUsize::new(0));
    let cache = store.client().encryption(KEY, "acme").unwrap().build().unwrap();
    for _ in 0..3 {
        assert_eq!(find(&cache, 7, &calls).await.unwrap(), patient(7));
    }
    assert_eq!(calls.load(Ordering::Relaxed), 1);
    let stored = store.bytes("clinic:find:7").await.unwrap();
    assert!(!contains(&stored, NUMBER));
    assert!(matches!(find(&cache, 0, &calls).await, Err(ClinicError::Unknown)));
}

#[tokio::test]
async fn without_keys_the_body_does_not_run() {
    let calls = AtomicUsize::new(0);
    let cache = CacheKit::in_memory().build().unwrap();
    let refused = find(&cache, 7, &calls).await;
    assert!(matches!(refused, Err(ClinicError::Cache(CachekitError::Config(_)))), "{refused:?}");
    assert_eq!(calls.load(Ordering::Relaxed), 0);
}

#[tokio::test]
async fn a_tampered_entry_is_the_functions_error() {
    let (store, calls) = (Store::default(), AtomicUsize::new(0));
    let cache = store.sealed();
    find(&cache, 7, &calls).await.unwrap();
    let mut stored = store.bytes("clinic:find:7").await.unwrap();
    *stored.last_mut().unwrap() ^= 1;
    store.put("clinic:find:7", stored).await;
    let refused = find(&cache, 7, &calls).await;
    let Err(ClinicError::Cache(CachekitError::Encryption(EncryptionError::AuthenticationFailed))) = refused
    else {
        panic!("{refused:?}")
    };
    assert_eq!(calls.load(Ordering::Relaxed), 1);
}
