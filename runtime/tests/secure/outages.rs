//! Secure regions while their backend fails.

use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use cachekit::backend::{Backend, HealthStatus};
use cachekit::error::BackendErrorKind;
use cachekit::prelude::*;

use crate::support::{ID, KEY, Patient, never_loaded, patient};

/// A backend that is down.
struct Down;

#[async_trait]
impl Backend for Down {
    async fn get(&self, _: &str) -> Result<Option<Vec<u8>>, BackendError> {
        Err(BackendError::transient("down"))
    }
    async fn set(&self, _: &str, _: Vec<u8>, _: Option<Duration>) -> Result<(), BackendError> {
        Err(BackendError::transient("down"))
    }
    async fn delete(&self, _: &str) -> Result<bool, BackendError> {
        Err(BackendError::transient("down"))
    }
    async fn exists(&self, _: &str) -> Result<bool, BackendError> {
        Err(BackendError::transient("down"))
    }
    async fn health(&self) -> Result<HealthStatus, BackendError> {
        Err(BackendError::transient("down"))
    }
}

#[derive(CacheRegion)]
#[cache(namespace = "strict", key = "{id}", value = Patient, ttl = "5m", secure, on_outage = "fail")]
struct Strict {
    id: u64,
}

fn client() -> CacheKit {
    CacheKit::builder().backend(Arc::new(Down)).encryption(KEY, "acme").unwrap().build().unwrap()
}

#[tokio::test]
async fn the_loader_answers_and_nothing_is_kept() {
    let cache = client();
    let entry = cache.entry(&ID);
    for id in [1, 2] {
        let loaded = entry.get_or_load(|| async move { Ok::<_, std::io::Error>(patient(id)) }).await.unwrap();
        assert_eq!(*loaded, patient(id), "each call loads");
    }
    assert!(matches!(entry.get().await, Err(CachekitError::Backend(_))));
}

#[tokio::test]
async fn a_region_that_is_told_to_fail_does() {
    let cache = client();
    match cache.entry(&Strict { id: 1 }).get_or_load(never_loaded).await {
        Err(LoadError::Cache(CachekitError::Backend(error))) => {
            assert_eq!(error.kind, BackendErrorKind::Transient);
        }
        other => panic!("{other:?}"),
    }
}
