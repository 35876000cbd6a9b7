//! A backend that fails: what still works, and what is told.

use std::sync::Arc;
use std::time::Duration;

use cachekit::error::BackendErrorKind;
use cachekit::prelude::*;

use crate::support::held::{Fate, HeldBackend};
use crate::support::{KEY, user};

fn client(backend: &HeldBackend) -> CacheKit {
    CacheKit::builder().backend(Arc::new(backend.clone())).build().unwrap()
}

#[tokio::test]
async fn a_load_goes_on_without_the_backend_and_is_kept_in_l1() {
    let backend = HeldBackend::default();
    backend.fail_reads(true);
    let cache = client(&backend);
    let entry = cache.entry(&KEY);
    let value = entry.get_or_load(|| async { Ok::<_, std::io::Error>(user(42, "Ada")) }).await.unwrap();
    assert_eq!(value.name, "Ada");
    assert_eq!(backend.sets(), 0, "what cannot be read is not written either");
    assert_eq!(entry.get().await.unwrap().unwrap().name, "Ada");
    let stats = cache.stats();
    assert_eq!(stats.region("UserById").unwrap().backend_errors, 1);
}

#[tokio::test]
async fn a_get_says_that_the_backend_failed() {
    let backend = HeldBackend::default();
    backend.fail_reads(true);
    let cache = client(&backend);
    assert!(matches!(cache.entry(&KEY).get().await, Err(CachekitError::Backend(_))));
    assert!(matches!(cache.get::<u64>("k").await, Err(CachekitError::Backend(_))));
}

#[tokio::test]
async fn a_write_that_is_refused_does_not_keep_a_loaded_value_out_of_l1() {
    let backend = HeldBackend::default();
    let cache = client(&backend);
    backend.hold();
    let load = tokio::spawn({
        let cache = cache.clone();
        async move {
            cache.entry(&KEY).get_or_load(|| async { Ok::<_, std::io::Error>(user(42, "Ada")) }).await.is_ok()
        }
    });
    backend.take(0).await.release(Fate::Done);
    backend.take(0).await.release(Fate::Refused);
    assert!(load.await.unwrap());
    assert_eq!(cache.entry(&KEY).get().await.unwrap().unwrap().name, "Ada");
}

#[tokio::test(start_paused = true)]
async fn every_call_of_the_backend_ends() {
    let backend = HeldBackend::default();
    backend.hold();
    let cache = CacheKit::builder()
        .backend(Arc::new(backend))
        .backend_timeout(Duration::from_millis(250))
        .build()
        .unwrap();
    let entry = cache.entry(&KEY);
    let is_timeout = |error: &CachekitError| matches!(error, CachekitError::Backend(error) if error.kind == BackendErrorKind::Timeout);
    assert!(is_timeout(&entry.get().await.unwrap_err()));
    assert!(is_timeout(&entry.set(user(1, "Ada")).await.unwrap_err()));
    assert!(is_timeout(&entry.delete().await.unwrap_err()));
    let begun = tokio::time::Instant::now();
    let value = entry.get_or_load(|| async { Ok::<_, std::io::Error>(user(42, "Ada")) }).await.unwrap();
    assert_eq!(value.name, "Ada");
    assert_eq!(begun.elapsed().as_millis(), 250, "one timeout, then the loader");
}

#[tokio::test]
async fn errors_show_neither_keys_nor_values() {
    let backend = HeldBackend::default();
    backend.fail_reads(true);
    let cache = client(&backend);
    let secret = crate::support::UserById { tenant: "secret-tenant", id: 42 };
    let error = cache.entry(&secret).get().await.unwrap_err();
    assert!(!format!("{error} {error:?}").contains("secret-tenant"));
    assert!(!format!("{cache:?}").contains("secret-tenant"));
}
