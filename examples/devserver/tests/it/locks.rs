//! `/lock`

use std::time::Duration;

use serde_json::Value;

use crate::support::{Bench, seconds};

#[tokio::test]
async fn one_holder_at_a_time() {
    let bench = Bench::new().await;
    let id = acquire(&bench, "key", 1000).await.expect("a free lock is given");
    assert_eq!(id.len(), 36, "a UUID: {id}");
    assert_eq!(id.as_bytes()[14], b'4', "of random bits: {id}");
    assert_eq!(acquire(&bench, "key", 1000).await, None);
    assert!(acquire(&bench, "other", 1000).await.is_some(), "locks are by key");

    assert_eq!(release(&bench, "key", &id).await, 200);
    assert_ne!(acquire(&bench, "key", 1000).await.expect("it was given back"), id);
}

#[tokio::test]
async fn a_lock_ends_by_itself() {
    let bench = Bench::new().await;
    let id = acquire(&bench, "key", 1000).await.unwrap();
    bench.advance(Duration::from_millis(999));
    assert_eq!(acquire(&bench, "key", 1000).await, None);
    bench.advance(Duration::from_millis(1));
    assert!(acquire(&bench, "key", u64::MAX).await.is_some());
    assert_eq!(release(&bench, "key", &id).await, 200);
    bench.advance(seconds(1_000_000));
    assert_eq!(
        acquire(&bench, "key", 1000).await,
        None,
        "the first holder gave back what was its own no longer"
    );
}

#[tokio::test]
async fn only_the_holder_gives_back_and_the_answer_does_not_tell() {
    let bench = Bench::new().await;
    acquire(&bench, "key", 1000).await.unwrap();
    assert_eq!(release(&bench, "key", "somebody else's").await, 200);
    assert_eq!(acquire(&bench, "key", 1000).await, None);
    assert_eq!(release(&bench, "never held", "any").await, 400, "no key");
    assert_eq!(release(&bench, "never-held", "any").await, 200);
}

#[tokio::test]
async fn a_release_needs_the_proof() {
    let bench = Bench::new().await;
    let id = acquire(&bench, "key", 1000).await.unwrap();
    for path in ["/v1/cache/key/lock", "/v1/cache/key/lock?lock_id=", "/v1/cache/key/lock?other=1"] {
        assert_eq!(bench.request("DELETE", path).status().await, 400, "{path}");
        let blank = bench.request("DELETE", path).header("X-CacheKit-Lock-Id", " ");
        assert_eq!(blank.status().await, 400, "{path}, blank");
    }
    assert_eq!(acquire(&bench, "key", 1000).await, None);

    let old = bench.request("DELETE", &format!("/v1/cache/key/lock?lock_id={id}"));
    assert_eq!(old.status().await, 200);
    assert!(acquire(&bench, "key", 1000).await.is_some(), "older clients have it in the query");
}

#[tokio::test]
async fn the_header_wins_over_the_query() {
    let bench = Bench::new().await;
    let id = acquire(&bench, "key", 1000).await.unwrap();
    let path = format!("/v1/cache/key/lock?lock_id={id}");
    assert_eq!(bench.request("DELETE", &path).header("X-CacheKit-Lock-Id", "another").status().await, 200);
    assert_eq!(acquire(&bench, "key", 1000).await, None);
}

#[tokio::test]
async fn acquisitions_that_are_refused() {
    let bench = Bench::new().await;
    for body in [
        "",
        "{}",
        r#"{"timeoutMs": 1000}"#,
        r#"{"timeout_ms": 0}"#,
        r#"{"timeout_ms": -1}"#,
        r#"{"timeout_ms": 1.5}"#,
        r#"{"timeout_ms": "1000"}"#,
        r#"{"timeout_ms": null}"#,
    ] {
        let request = bench.request("POST", "/v1/cache/key/lock").json(body);
        assert_eq!(request.status().await, 400, "{body}");
    }
    assert!(acquire(&bench, "key", 1).await.is_some(), "none of them took the lock");
}

async fn acquire(bench: &Bench, key: &str, timeout_ms: u64) -> Option<String> {
    let body = format!(r#"{{"timeout_ms": {timeout_ms}}}"#);
    let answer = bench.request("POST", &format!("/v1/cache/{key}/lock")).json(&body).send().await;
    assert_eq!(answer.status, 200);
    match &answer.json()["lock_id"] {
        Value::String(id) => Some(id.clone()),
        Value::Null => None,
        other => panic!("a lock's id is a string or null, not {other}"),
    }
}

async fn release(bench: &Bench, key: &str, id: &str) -> u16 {
    let path = format!("/v1/cache/{}/lock", key.replace(' ', "%20"));
    bench.request("DELETE", &path).header("X-CacheKit-Lock-Id", id).status().await
}
