//! Lifetimes: what is taken, and what becomes of an entry.

use std::time::Duration;

use crate::support::{Bench, seconds};

const TTL: &str = "X-CacheKit-TTL";
const OLD: &str = "X-TTL";
const STALE: &str = "X-CacheKit-Stale-TTL";

#[tokio::test]
async fn lifetimes_that_are_taken_and_refused() {
    let bench = Bench::new().await;
    let rows: &[(u16, &[(&str, &str)])] = &[
        (200, &[]),
        (200, &[(TTL, "1")]),
        (200, &[(TTL, "2592000")]),
        (400, &[(TTL, "2592001")]),
        (400, &[(TTL, "0")]),
        (400, &[(TTL, "-1")]),
        (400, &[(TTL, "+1")]),
        (400, &[(TTL, "1.5")]),
        (400, &[(TTL, "1e3")]),
        (400, &[(TTL, "5m")]),
        (400, &[(TTL, "")]),
        (400, &[(TTL, "18446744073709551617")]),
        (400, &[(TTL, "60"), (TTL, "60")]),
        (200, &[(OLD, "60")]),
        (400, &[(OLD, "0")]),
        (200, &[(TTL, "60"), (OLD, "0")]),
        (400, &[(TTL, "0"), (OLD, "60")]),
        (200, &[(TTL, "60"), (STALE, "0")]),
        (200, &[(TTL, "1"), (STALE, "2591999")]),
        (200, &[(OLD, "60"), (STALE, "60")]),
        (400, &[(TTL, "1"), (STALE, "2592000")]),
        (400, &[(TTL, "2"), (STALE, "2591999")]),
        (400, &[(TTL, "1"), (STALE, "18446744073709551615")]),
        (400, &[(TTL, "60"), (STALE, "-1")]),
        (400, &[(TTL, "60"), (STALE, "")]),
        (400, &[(TTL, "60"), (STALE, "1.5")]),
        (400, &[(STALE, "60")]),
        (400, &[(STALE, "0")]),
    ];
    for (status, headers) in rows {
        assert_eq!(bench.put("key", b"value", headers).await.status, *status, "{headers:?}");
    }
}

#[tokio::test]
async fn the_newer_name_of_the_lifetime_wins() {
    let bench = Bench::new().await;
    bench.put("key", b"value", &[(TTL, "60"), (OLD, "10")]).await;
    assert_eq!(bench.get("key").await.header("x-cachekit-fresh-for"), Some("60"));
    bench.put("key", b"value", &[(OLD, "10")]).await;
    assert_eq!(bench.get("key").await.header("x-cachekit-fresh-for"), Some("10"));
}

#[tokio::test]
async fn an_entry_is_fresh_then_stale_then_gone() {
    for (at_ms, status, freshness, fresh_for) in [
        (0, 200, Some("fresh"), Some("10")),
        (500, 200, Some("fresh"), Some("9")),
        (9_000, 200, Some("fresh"), Some("1")),
        (9_001, 200, Some("fresh"), Some("0")),
        (10_000, 200, Some("stale"), Some("0")),
        (14_999, 200, Some("stale"), Some("0")),
        (15_000, 404, None, None),
    ] {
        let bench = at(at_ms).await;
        let answer = bench.get("key").await;
        assert_eq!(answer.status, status, "after {at_ms} ms");
        assert_eq!(answer.header("x-cachekit-freshness"), freshness, "after {at_ms} ms");
        assert_eq!(answer.header("x-cachekit-fresh-for"), fresh_for, "after {at_ms} ms");
        assert_eq!(answer.body, if status == 200 { &b"value"[..] } else { b"" }, "after {at_ms} ms");

        let head = bench.request("HEAD", "/v1/cache/key").send().await;
        assert_eq!(
            (head.status, head.header("x-cachekit-freshness")),
            (status, freshness),
            "after {at_ms} ms"
        );
    }
}

/// A server so long after an entry of 10 seconds and 5 stale ones was stored.
async fn at(ms: u64) -> Bench {
    let bench = Bench::new().await;
    bench.put("key", b"value", &[(TTL, "10"), (STALE, "5")]).await;
    bench.advance(Duration::from_millis(ms));
    bench
}

#[tokio::test]
async fn an_entry_without_a_lifetime_stays_and_says_no_number() {
    let bench = Bench::new().await;
    bench.put("key", b"value", &[]).await;
    bench.advance(seconds(10 * 365 * 24 * 3600));
    let answer = bench.get("key").await;
    assert_eq!((answer.status, answer.header("x-cachekit-freshness")), (200, Some("fresh")));
    assert_eq!(answer.header("x-cachekit-fresh-for"), None);
}

#[tokio::test]
async fn a_write_replaces_the_lifetime_too() {
    let bench = Bench::new().await;
    bench.put("key", b"old", &[(TTL, "10"), (STALE, "100")]).await;
    bench.advance(seconds(20));
    bench.put("key", b"new", &[(TTL, "10")]).await;
    assert_eq!(bench.get("key").await.header("x-cachekit-freshness"), Some("fresh"));
    bench.advance(seconds(10));
    assert_eq!(bench.get("key").await.status, 404, "the stale window went with the old entry");
}
