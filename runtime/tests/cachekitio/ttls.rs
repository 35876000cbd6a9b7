//! Lifetimes: those that are sent, and those that come back.

use std::time::Duration;

use cachekit::backend::{Backend, TtlInspectable};
use cachekit::error::BackendErrorKind::Permanent;

use crate::server::{Server, answer};
use crate::support::{KEY, VALUE, assert_refused, backend};

const DAY: Duration = Duration::from_secs(86_400);

#[tokio::test]
async fn what_the_server_cannot_keep_is_not_sent() {
    let server = Server::sending(answer(200, "", "")).await;
    let backend = backend(&server);
    for ttl in [Duration::ZERO, DAY * 30 + Duration::from_nanos(1), DAY * 365, Duration::MAX] {
        assert_refused(backend.set(KEY, VALUE.to_vec(), Some(ttl)).await, Permanent);
        assert_refused(backend.refresh_ttl(KEY, ttl).await, Permanent);
    }
    assert_eq!(server.accepted(), 0);
}

#[tokio::test]
async fn lifetimes_are_rounded_up() {
    let table =
        [(Duration::from_nanos(1), "1"), (Duration::from_millis(60_001), "61"), (DAY * 30, "2592000")];
    for (ttl, seconds) in table {
        let server = Server::sending(answer(200, "", "")).await;
        backend(&server).set(KEY, VALUE.to_vec(), Some(ttl)).await.unwrap();
        assert_eq!(server.only().header("x-cachekit-ttl"), Some(seconds), "{ttl:?}");
        assert_eq!(server.only().header("x-ttl"), None);
    }
}

#[tokio::test]
async fn what_is_left() {
    let table = [
        (200, r#"{"ttl":1}"#, Some(1)),
        (200, r#"{"ttl":0}"#, Some(0)),
        (200, r#"{"ttl":2592000,"stale_ttl":60}"#, Some(2_592_000)),
        (200, r#"{"ttl":18446744073709551615}"#, Some(2_592_000)),
        (200, r#"{"ttl":null}"#, None),
        (404, "", None),
        (404, "{", None),
    ];
    for (status, body, seconds) in table {
        let server = Server::sending(answer(status, "", body)).await;
        let left = backend(&server).ttl(KEY).await.unwrap();
        assert_eq!(left, seconds.map(Duration::from_secs), "{status} {body}");
    }
}

#[tokio::test]
async fn what_is_no_lifetime() {
    for body in [
        "",
        "{}",
        "60",
        r#"{"ttl":-1}"#,
        r#"{"ttl":1.5}"#,
        r#"{"ttl":"60"}"#,
        r#"{"ttl":[60]}"#,
        r#"{"TTL":60}"#,
    ] {
        let server = Server::sending(answer(200, "", body)).await;
        assert_refused(backend(&server).ttl(KEY).await, Permanent);
    }
}

#[tokio::test]
async fn a_missing_entry_is_not_refreshed() {
    let (done, gone) = (answer(200, "", "{}"), answer(404, "", ""));
    let server = Server::in_order(&[&done, &gone]).await;
    assert!(!backend(&server).refresh_ttl(KEY, DAY).await.unwrap(), "whatever the server acknowledges");

    for status in [404, 409] {
        let server = Server::sending(answer(status, "", "")).await;
        assert!(!backend(&server).refresh_ttl(KEY, DAY).await.unwrap(), "{status}");
        assert_eq!(server.seen().len(), 1);
    }
}

#[tokio::test]
async fn a_lifetime_that_is_too_long_for_its_entry_is_explained() {
    let server = Server::sending(answer(400, "", "")).await;
    let error = assert_refused(backend(&server).refresh_ttl(KEY, DAY).await, Permanent);
    assert!(error.message.contains("longer than 30 days"), "{error}");
}

#[tokio::test]
async fn keys_that_the_server_does_not_take_are_not_sent() {
    let server = Server::sending(answer(200, "", "")).await;
    let backend = backend(&server);
    for key in ["", ".", "..", "health", "ttl", "lock", "a/../b", "a b", "naïve", "ns:x", "a\r\nb"] {
        assert_refused(backend.get(key).await, Permanent);
        assert_refused(backend.set(key, VALUE.to_vec(), None).await, Permanent);
        assert_refused(backend.delete(key).await, Permanent);
        assert_refused(backend.exists(key).await, Permanent);
        assert_refused(backend.ttl(key).await, Permanent);
        assert_refused(backend.refresh_ttl(key, DAY).await, Permanent);
        assert_refused(backend.as_lockable().unwrap().acquire_lock(key, 1).await, Permanent);
        assert_refused(backend.as_lockable().unwrap().release_lock(key, "token").await, Permanent);
    }
    assert_eq!(server.accepted(), 0);
}
