//! Lifetimes: what the server is asked for, and what comes of it.

use std::time::Duration;

use cachekit::prelude::*;

use crate::support::{Bench, ByName, failed, seconds, user};

#[tokio::test]
async fn the_server_is_asked_for_whole_seconds() {
    let bench = Bench::new().await;
    let cache = bench.client().build().unwrap();
    for (ttl, header) in [
        (Duration::from_millis(1), "1"),
        (Duration::from_millis(999), "1"),
        (seconds(1), "1"),
        (Duration::from_millis(1001), "2"),
        (seconds(90), "90"),
        (seconds(30 * 86_400), "2592000"),
    ] {
        cache.set_with_ttl("k", &1, ttl).await.unwrap();
        let seen = bench.seen().remove(0);
        assert_eq!((seen.header("x-cachekit-ttl"), seen.status), (Some(header), 200), "{ttl:?}");
    }
    cache.set("k", &1).await.unwrap();
    assert_eq!(bench.seen()[0].header("x-cachekit-ttl"), Some("300"), "the client's own");
    cache.entry(&ByName { name: "ann" }).set(user(1)).await.unwrap();
    assert_eq!(bench.seen()[0].header("x-cachekit-ttl"), Some("300"), "the region's");
}

#[tokio::test]
async fn more_than_thirty_days_are_refused_here() {
    let bench = Bench::new().await;
    let cache = bench.client().build().unwrap();
    let error = failed(cache.set_with_ttl("k", &1, seconds(30 * 86_400) + Duration::from_millis(1)).await);
    assert_eq!(error.kind, BackendErrorKind::Permanent);
    assert!(error.message.contains("30 days"), "{error}");
    assert!(bench.seen().is_empty(), "nothing is sent");
    assert_eq!(cache.get::<u8>("k").await.unwrap(), None, "and nothing stays in L1");
}

#[tokio::test]
async fn an_entry_ends_when_its_time_is_over() {
    let bench = Bench::new().await;
    let cache = bench.client().build().unwrap();
    cache.set_with_ttl("k", &1, seconds(10)).await.unwrap();
    let entry = cache.entry(&ByName { name: "ann" });
    entry.set_with_ttl(user(1), seconds(10)).await.unwrap();
    bench.advance(Duration::from_millis(9_999));
    assert_eq!(cache.get::<u8>("k").await.unwrap(), Some(1));
    assert!(entry.get().await.unwrap().is_some());
    bench.advance(Duration::from_millis(1));
    assert_eq!(cache.get::<u8>("k").await.unwrap(), None);
    assert!(entry.get().await.unwrap().is_none());
}

/// The server keeps whole seconds. An entry of a region says itself when it is over; one of the string API does not.
#[tokio::test]
async fn below_a_second_regions_are_exact_and_strings_are_not() {
    let bench = Bench::new().await;
    let cache = bench.client().build().unwrap();
    cache.set_with_ttl("k", &1, Duration::from_millis(300)).await.unwrap();
    let entry = cache.entry(&ByName { name: "ann" });
    entry.set_with_ttl(user(1), Duration::from_millis(300)).await.unwrap();

    bench.advance(Duration::from_millis(300));
    bench.seen();
    assert!(entry.get().await.unwrap().is_none());
    for _ in 0..2 {
        assert_eq!(cache.get::<u8>("k").await.unwrap(), Some(1));
    }
    assert_eq!(
        bench.requests(),
        ["GET /v1/cache/users%3Aby-name%3Aann 200", "GET /v1/cache/k 200", "GET /v1/cache/k 200"],
        "less than a second is left, so L1 keeps nothing"
    );
    bench.advance(Duration::from_millis(700));
    assert_eq!(cache.get::<u8>("k").await.unwrap(), None);
}

#[tokio::test]
async fn an_entry_tells_what_is_left_to_it() {
    let bench = Bench::new().await;
    let cache = bench.client().build().unwrap();
    let entry = cache.entry(&ByName { name: "ann" });
    assert_eq!(entry.ttl().await.unwrap(), cachekit::TimeLeft::Missing);
    entry.set(user(1)).await.unwrap();
    bench.advance(seconds(100));
    assert_eq!(entry.ttl().await.unwrap(), cachekit::TimeLeft::For(seconds(200)));
}
