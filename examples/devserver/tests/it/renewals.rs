//! `/ttl`: reading lifetimes and renewing them.

use serde_json::{Value, json};

use crate::support::{Answer, Bench, seconds};

const TTL: &str = "X-CacheKit-TTL";
const STALE: &str = "X-CacheKit-Stale-TTL";

#[tokio::test]
async fn the_lifetime_ends_with_the_stale_window() {
    let bench = Bench::new().await;
    bench.put("key", b"value", &[(TTL, "10"), (STALE, "5")]).await;
    for (after_ms, ttl) in [(0, json!(15)), (400, json!(15)), (9_600, json!(5)), (4_999, json!(1))] {
        bench.advance(std::time::Duration::from_millis(after_ms));
        assert_eq!(ttl_of(&bench, "key").await, Some(ttl), "after {after_ms} ms more");
    }
    bench.advance(seconds(1));
    assert_eq!(ttl_of(&bench, "key").await, None);
}

#[tokio::test]
async fn no_expiry_is_null_and_no_entry_is_404() {
    let bench = Bench::new().await;
    assert_eq!(ttl_of(&bench, "key").await, None);
    bench.put("key", b"value", &[]).await;
    assert_eq!(ttl_of(&bench, "key").await, Some(Value::Null));
}

#[tokio::test]
async fn a_fresh_entry_gets_a_new_lifetime_and_keeps_its_stale_window() {
    let bench = Bench::new().await;
    bench.put("key", b"value", &[(TTL, "10"), (STALE, "5")]).await;
    bench.advance(seconds(9));
    assert_eq!(renew(&bench, r#"{"ttl": 100}"#).await.status, 200);
    assert_eq!(ttl_of(&bench, "key").await, Some(json!(105)));
    assert_eq!(bench.get("key").await.body, b"value");
}

#[tokio::test]
async fn an_entry_without_expiry_gets_its_first() {
    let bench = Bench::new().await;
    bench.put("key", b"value", &[]).await;
    assert_eq!(renew(&bench, r#"{"ttl": 100}"#).await.status, 200);
    assert_eq!(ttl_of(&bench, "key").await, Some(json!(100)));
}

#[tokio::test]
async fn a_stale_entry_stays_stale() {
    let bench = Bench::new().await;
    bench.put("key", b"value", &[(TTL, "10"), (STALE, "5")]).await;
    bench.advance(seconds(10));
    assert_eq!(renew(&bench, r#"{"ttl": 100}"#).await.status, 409);
    assert_eq!(bench.get("key").await.header("x-cachekit-freshness"), Some("stale"));
}

#[tokio::test]
async fn where_there_is_nothing_a_renewal_does_nothing_and_is_done() {
    let bench = Bench::new().await;
    assert_eq!(renew(&bench, r#"{"ttl": 100}"#).await.status, 200, "never there");
    bench.put("key", b"value", &[(TTL, "10"), (STALE, "5")]).await;
    bench.advance(seconds(15));
    assert_eq!(renew(&bench, r#"{"ttl": 100}"#).await.status, 200, "gone");
    assert_eq!(bench.get("key").await.status, 404);
}

#[tokio::test]
async fn renewals_that_are_refused() {
    let bench = Bench::new().await;
    bench.put("key", b"value", &[(TTL, "10"), (STALE, "100")]).await;
    for body in [
        "",
        "{}",
        "[]",
        "100",
        "null",
        r#"{"ttl": null}"#,
        r#"{"ttl": "100"}"#,
        r#"{"ttl": 0}"#,
        r#"{"ttl": -1}"#,
        r#"{"ttl": 1.5}"#,
        r#"{"ttl": 2592001}"#,
        r#"{"ttl": 18446744073709551616}"#,
        r#"{"ttl": 100"#,
        r#"{"ttl": 100} {}"#,
        // With the stale window of the entry, more than 30 days.
        r#"{"ttl": 2591901}"#,
        &format!(r#"{{"ttl": 100, "padding": "{}"}}"#, "x".repeat(10_000)),
    ] {
        assert_eq!(renew(&bench, body).await.status, 400, "{body:.60}");
        assert_eq!(ttl_of(&bench, "key").await, Some(json!(110)), "{body:.60}");
    }
    assert_eq!(renew(&bench, r#"{"ttl": 2591900, "other": true}"#).await.status, 200);
}

async fn renew(bench: &Bench, body: &str) -> Answer {
    bench.request("PATCH", "/v1/cache/key/ttl").json(body).send().await
}

/// What `ttl` says, or `None` for 404.
async fn ttl_of(bench: &Bench, key: &str) -> Option<Value> {
    let answer = bench.request("GET", &format!("/v1/cache/{key}/ttl")).send().await;
    (answer.status != 404).then(|| answer.json()["ttl"].clone())
}
