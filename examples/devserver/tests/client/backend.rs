//! The backend by itself: what every backend promises, and locks and lifetimes by the server's clock.

use cachekit::backend::{Backend as _, LockableBackend as _, TtlInspectable as _};
use cachekit::prelude::*;
use cachekit::testing::check_backend;
use devserver::DEVELOPMENT_KEY;

use crate::support::{API, Bench, LIVE, seconds};

#[tokio::test]
async fn it_keeps_every_promise_with_keys_of_every_class() {
    for api_key in [DEVELOPMENT_KEY, API, LIVE] {
        let bench = Bench::new().await;
        check_backend(&bench.backend().api_key(api_key).build().unwrap()).await.unwrap();
        assert!(bench.seen().iter().all(|seen| [200, 404].contains(&seen.status)), "{api_key}");
    }
}

#[tokio::test]
async fn health_counts_entries_and_locks() {
    let bench = Bench::new().await;
    let backend = bench.backend().build().unwrap();
    backend.set("k", vec![1], None).await.unwrap();
    backend.acquire_lock("k", 1000).await.unwrap().unwrap();
    let health = backend.health().await.unwrap();
    assert!(health.is_healthy && health.latency_ms > 0.0);
    assert_eq!(health.backend_type, "cachekitio");
    let details = ["status", "cache_entries", "active_locks"].map(|name| health.details[name].as_str());
    assert_eq!(details, ["ok", "1", "1"]);
}

#[tokio::test]
async fn a_lock_is_a_lease() {
    let bench = Bench::new().await;
    let (one, other) = (bench.backend().build().unwrap(), bench.backend().build().unwrap());
    let first = one.acquire_lock("k", 5000).await.unwrap().unwrap();
    assert_eq!(other.acquire_lock("k", 5000).await.unwrap(), None);
    bench.advance(seconds(5));
    let second = other.acquire_lock("k", 5000).await.unwrap().expect("a lease that ran out");
    one.release_lock("k", &first).await.unwrap();
    assert_eq!(one.acquire_lock("k", 5000).await.unwrap(), None, "the first id holds nothing any more");
    assert!(other.release_lock("k", &second).await.unwrap());
    assert!(one.acquire_lock("k", 5000).await.unwrap().is_some());
}

#[tokio::test]
async fn a_refresh_counts_from_now_and_not_for_what_is_gone_or_stale() {
    let bench = Bench::new().await;
    let backend = bench.backend().build().unwrap();
    assert!(!backend.refresh_ttl("absent", seconds(60)).await.unwrap());
    assert!(bench.stored("absent").is_none());

    backend.set("k", vec![1], Some(seconds(60))).await.unwrap();
    bench.advance(seconds(50));
    assert_eq!(backend.ttl("k").await.unwrap(), Some(seconds(10)));
    assert!(backend.refresh_ttl("k", seconds(60)).await.unwrap());
    assert_eq!(backend.ttl("k").await.unwrap(), Some(seconds(60)));

    bench.outlive("k", 10, 100);
    assert!(backend.refresh_ttl("k", seconds(60)).await.unwrap());
    assert_eq!(backend.ttl("k").await.unwrap(), Some(seconds(160)), "with the stale window that it had");
    let too_long = backend.refresh_ttl("k", seconds(30 * 86_400)).await.unwrap_err();
    assert_eq!(too_long.kind, BackendErrorKind::Permanent);
    assert!(too_long.message.contains("30 days"), "{too_long}");

    bench.advance(seconds(60));
    assert!(!backend.refresh_ttl("k", seconds(60)).await.unwrap(), "stale");
    assert!(backend.get("k").await.unwrap().is_some(), "and served all the same");
    bench.advance(seconds(100));
    assert!(!backend.refresh_ttl("k", seconds(60)).await.unwrap(), "gone");
}
