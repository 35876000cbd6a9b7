//! What every backend promises, checked on the one that is always built.

use std::time::Duration;

use cachekit::ManualClock;
use cachekit::backend::memory::MemoryBackend;
use cachekit::backend::{Backend as _, LockableBackend as _, TtlInspectable as _};
use cachekit::prelude::*;

use crate::support::held::HeldBackend;

#[tokio::test]
async fn the_memory_backend_keeps_every_promise() {
    cachekit::testing::check_backend(&MemoryBackend::new()).await.unwrap();
}

/// A backend of the five required methods alone.
#[tokio::test]
async fn a_backend_of_five_methods_keeps_every_promise() {
    cachekit::testing::check_backend(&HeldBackend::default()).await.unwrap();
}

#[tokio::test]
async fn memory_follows_the_entries_that_live() {
    let clock = ManualClock::default();
    let backend = MemoryBackend::on_clock(&clock);
    for round in 0..20 {
        for entry in 0..1000 {
            let key = format!("{round}:{entry}");
            backend.set(&key, vec![0; 16], Some(Duration::from_secs(1))).await.unwrap();
        }
        clock.advance(Duration::from_secs(1));
    }
    assert!(backend.len() <= 4096, "{} entries are held, of which at most 1,000 live", backend.len());
    assert_eq!(backend.get("19:1").await.unwrap(), None);
}

#[tokio::test]
async fn lifetimes_and_locks_run_on_the_clock() {
    let clock = ManualClock::default();
    let backend = MemoryBackend::on_clock(&clock);
    backend.set("k", vec![1], Some(Duration::from_secs(10))).await.unwrap();
    clock.advance(Duration::from_secs(4));
    assert_eq!(backend.ttl("k").await.unwrap(), Some(Duration::from_secs(6)));
    assert!(backend.acquire_lock("k", 1000).await.unwrap().is_some());
    clock.advance(Duration::from_millis(999));
    assert!(backend.acquire_lock("k", 1000).await.unwrap().is_none());
    clock.advance(Duration::from_millis(1));
    assert!(backend.acquire_lock("k", 1000).await.unwrap().is_some());
}

#[tokio::test]
async fn a_client_passes_the_question_for_health_on() {
    let cache = CacheKit::in_memory().build().unwrap();
    cache.set("k", &1).await.unwrap();
    let health = cache.health().await.unwrap();
    assert!(health.is_healthy);
    assert_eq!((health.backend_type.as_str(), health.details["entries"].as_str()), ("memory", "1"));
}
