//! What the backend makes of answers.

use std::time::Duration;

use cachekit::backend::{Backend, FreshFor};
use cachekit::error::BackendErrorKind::{self, Authentication, Permanent, QuotaExhausted, Transient};

use crate::server::{Server, Step, answer};
use crate::support::{KEY, VALUE, assert_refused, backend};

#[tokio::test]
async fn what_get_makes_of_a_status() {
    let found = Some(b"bytes".to_vec());
    for (status, expected) in [(200, found.clone()), (203, found), (404, None)] {
        let server = Server::sending(answer(status, "", "bytes")).await;
        assert_eq!(backend(&server).get(KEY).await.unwrap(), expected, "{status}");
    }
    let server = Server::sending("HTTP/1.1 204 No Content\r\n\r\n").await;
    assert_eq!(backend(&server).get(KEY).await.unwrap(), None);
}

#[tokio::test]
async fn an_empty_value_is_a_value() {
    let server = Server::sending(answer(200, "", "")).await;
    assert_eq!(backend(&server).get(KEY).await.unwrap().as_deref(), Some(&b""[..]));
}

#[tokio::test]
async fn what_is_no_success_is_a_typed_error() {
    let table: [(u16, BackendErrorKind); 17] = [
        (202, Permanent),
        (206, Permanent),
        (300, Permanent),
        (304, Permanent),
        (400, Permanent),
        (401, Authentication),
        (402, Permanent),
        (403, Authentication),
        (408, Transient),
        (409, Permanent),
        (413, Permanent),
        (429, Transient),
        (451, Permanent),
        (500, Transient),
        (502, Transient),
        (503, Transient),
        (599, Transient),
    ];
    for (status, kind) in table {
        let server = Server::sending(answer(status, "", "no body is for logs")).await;
        let error = assert_refused(backend(&server).get(KEY).await, kind);
        assert!(error.message.contains(&status.to_string()), "{error}");
        assert!(!format!("{error:?}").contains("no body"), "{error:?}");
    }
}

#[tokio::test]
async fn each_call_reports_refusals() {
    let server = Server::sending(answer(503, "", "")).await;
    let backend = backend(&server);
    let ttl = Duration::from_secs(60);
    let locks = backend.as_lockable().unwrap();
    let lifetimes = backend.as_ttl_inspectable().unwrap();
    let errors = [
        assert_refused(backend.get(KEY).await, Transient),
        assert_refused(backend.set(KEY, VALUE.to_vec(), None).await, Transient),
        assert_refused(backend.delete(KEY).await, Transient),
        assert_refused(backend.exists(KEY).await, Transient),
        assert_refused(backend.health().await, Transient),
        assert_refused(lifetimes.ttl(KEY).await, Transient),
        assert_refused(lifetimes.refresh_ttl(KEY, ttl).await, Transient),
        assert_refused(locks.acquire_lock(KEY, 1000).await, Transient),
        assert_refused(locks.release_lock(KEY, "token").await, Transient),
    ];
    let calls =
        ["get", "set", "delete", "exists", "health", "ttl", "refresh_ttl", "acquire_lock", "release_lock"];
    for (error, call) in errors.iter().zip(calls) {
        let message = format!("cachekit.io refused {call} with HTTP 503: the server is in trouble");
        assert_eq!(error.message, message);
    }
}

#[tokio::test]
async fn a_used_up_quota_is_not_repeated() {
    let server = Server::sending(answer(429, "X-CacheKit-Deny-Reason: monthly_requests\r\n", "")).await;
    let error = assert_refused(backend(&server).get(KEY).await, QuotaExhausted);
    assert!(!error.is_retryable());

    let server = Server::sending(answer(429, "", "")).await;
    let error = assert_refused(backend(&server).get(KEY).await, Transient);
    assert!(error.is_retryable(), "too many requests at once are another matter");
}

#[tokio::test]
async fn redirects_are_not_followed() {
    let target = Server::sending(answer(200, "", "stolen")).await;
    for status in [301, 302, 303, 307, 308] {
        let location = format!("Location: {}/v1/cache/a\r\n", target.url());
        let server = Server::sending(answer(status, &location, "")).await;
        let error = assert_refused(backend(&server).get(KEY).await, Permanent);
        assert!(error.message.contains("redirects are not followed"), "{error}");
        assert_refused(backend(&server).set(KEY, VALUE.to_vec(), None).await, Permanent);
    }
    assert_eq!(target.accepted(), 0);
}

#[tokio::test]
async fn deletes_and_checks() {
    for (status, there) in [(200, true), (204, true), (404, false)] {
        let server = Server::sending(format!("HTTP/1.1 {status} Whatever\r\n\r\n")).await;
        let server = if status == 204 { server } else { Server::sending(answer(status, "", "")).await };
        assert_eq!(backend(&server).delete(KEY).await.unwrap(), there, "{status}");
    }
    for (status, there) in [(200, true), (404, false)] {
        let server =
            Server::sending(format!("HTTP/1.1 {status} Whatever\r\nContent-Length: 9\r\n\r\n")).await;
        assert_eq!(backend(&server).exists(KEY).await.unwrap(), there, "{status}");
    }
}

#[tokio::test]
async fn freshness_comes_with_the_bytes() {
    let seconds = |seconds| FreshFor::AtMost(Duration::from_secs(seconds));
    let table = [
        ("", FreshFor::Unknown),
        ("X-CacheKit-Freshness: fresh\r\n", FreshFor::Unknown),
        ("X-CacheKit-Freshness: fresh\r\nX-CacheKit-Fresh-For: 42\r\n", seconds(42)),
        ("x-cachekit-fresh-for: 42\r\n", seconds(42)),
        ("X-CacheKit-Freshness: stale\r\nX-CacheKit-Fresh-For: 42\r\n", FreshFor::STALE),
        ("X-CacheKit-Freshness: fresh\r\nX-CacheKit-Freshness: stale\r\n", FreshFor::STALE),
        ("X-CacheKit-Fresh-For: 42\r\nX-CacheKit-Fresh-For: 43\r\n", FreshFor::STALE),
        ("X-CacheKit-Freshness: \u{fe}\u{ff}\r\n", FreshFor::STALE),
    ];
    for (headers, fresh_for) in table {
        let server = Server::sending(answer(200, headers, "bytes")).await;
        let fetched = backend(&server).get_with_freshness(KEY).await.unwrap().unwrap();
        assert_eq!((fetched.bytes.as_slice(), fetched.fresh_for), (&b"bytes"[..], fresh_for), "{headers}");
    }
}

#[tokio::test]
async fn health_says_what_the_server_says() {
    let body = r#"{"status":"ok","cache_entries":12,"active_locks":3,"region":{"new":[1,2]}}"#;
    let server = Server::sending(answer(200, "", body)).await;
    let health = backend(&server).health().await.unwrap();
    assert!(health.is_healthy && health.latency_ms > 0.0);
    assert_eq!(health.backend_type, "cachekitio");
    let mut details: Vec<_> = health.details.iter().map(|(name, value)| (&**name, &**value)).collect();
    details.sort_unstable();
    assert_eq!(details, [("active_locks", "3"), ("cache_entries", "12"), ("status", "ok")]);

    let server = Server::sending(answer(200, "", r#"{"status":"degraded"}"#)).await;
    let health = backend(&server).health().await.unwrap();
    assert!(!health.is_healthy);
    assert_eq!(health.details["status"], "degraded");

    let server = Server::sending(answer(200, "", r#"{"status":"<script>\n"}"#)).await;
    let health = backend(&server).health().await.unwrap();
    assert!(!health.is_healthy && health.details.is_empty(), "what is no word is not shown");
}

#[tokio::test]
async fn health_of_something_else_is_an_error() {
    for body in ["", "OK", "<html>", "[]", "{}", r#"{"status":1}"#, r#"{"status":"ok","cache_entries":-1}"#] {
        let server = Server::sending(answer(200, "", body)).await;
        assert_refused(backend(&server).health().await, Permanent);
    }
}

#[tokio::test]
async fn an_early_refusal_of_a_large_value_is_heard() {
    let refusal = answer(413, "Connection: close\r\n", "");
    let server = Server::start(move |_| vec![Step::Send(refusal.clone().into_bytes()), Step::Close]).await;
    let error = assert_refused(backend(&server).set(KEY, vec![7; 4 << 20], None).await, Permanent);
    assert!(error.message.contains("larger than the server takes"), "{error}");
}
