//! What the backend sends: every byte of it.

use std::time::Duration;

use cachekit::backend::{Backend, LockableBackend, TtlInspectable};
use cachekit::session::session_headers;

use crate::server::{Seen, Server, answer};
use crate::support::{KEY, VALUE, backend};

const PATH: &str = "/v1/cache/users%3Aprofile%3A42";

/// The head of a request as it has to be, `own` being the headers of its call.
fn head(server: &Server, line: &str, own: &[&str], last: &[&str]) -> String {
    let [(_, id), (_, start)] = session_headers();
    let (id, start) = (format!("x-cachekit-session-id: {id}"), format!("x-cachekit-session-start: {start}"));
    let host = format!("host: {}", server.url().replace("http://", ""));
    let agent = concat!("user-agent: cachekit-rs/", env!("CARGO_PKG_VERSION"));
    let mut lines = vec![
        line,
        "authorization: Bearer ck_live_0123456789abcdef",
        &id,
        &start,
        "x-cachekit-l1-status: disabled",
    ];
    lines.extend(own);
    lines.extend(["accept: */*", agent, &host]);
    lines.extend(last);
    lines.join("\r\n") + "\r\n\r\n"
}

#[track_caller]
fn assert_sent(server: &Server, line: &str, own: &[&str], body: &[u8]) {
    let length = format!("content-length: {}", body.len());
    let last: &[&str] = if body.is_empty() { &[] } else { &[&length] };
    let Seen { head: sent, body: sent_body } = server.only();
    assert_eq!(sent, head(server, &format!("{line} HTTP/1.1"), own, last));
    assert_eq!(sent_body, body);
}

#[tokio::test]
async fn get() {
    let server = Server::sending(answer(200, "", "bytes")).await;
    assert_eq!(backend(&server).get(KEY).await.unwrap().as_deref(), Some(&b"bytes"[..]));
    assert_sent(&server, &format!("GET {PATH}"), &[], b"");
}

#[tokio::test]
async fn set_for_some_time() {
    let server = Server::sending(answer(200, "", "")).await;
    backend(&server).set(KEY, VALUE.to_vec(), Some(Duration::from_millis(1500))).await.unwrap();
    let own = ["content-type: application/octet-stream", "x-cachekit-ttl: 2"];
    assert_sent(&server, &format!("PUT {PATH}"), &own, VALUE);
}

#[tokio::test]
async fn set_without_an_end() {
    let server = Server::sending(answer(201, "", "")).await;
    backend(&server).set(KEY, VALUE.to_vec(), None).await.unwrap();
    assert_sent(&server, &format!("PUT {PATH}"), &["content-type: application/octet-stream"], VALUE);
}

#[tokio::test]
async fn set_of_no_bytes() {
    let server = Server::sending(answer(200, "", "")).await;
    backend(&server).set(KEY, Vec::new(), None).await.unwrap();
    let seen = server.only();
    assert_eq!(seen.header("content-length"), Some("0"), "an empty value has a length too");
    assert_eq!(seen.body, b"");
}

#[tokio::test]
async fn delete() {
    let server = Server::sending(answer(200, "", "")).await;
    assert!(backend(&server).delete(KEY).await.unwrap());
    assert_sent(&server, &format!("DELETE {PATH}"), &[], b"");
}

#[tokio::test]
async fn exists() {
    let server = Server::sending("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n").await;
    assert!(backend(&server).exists(KEY).await.unwrap());
    assert_sent(&server, &format!("HEAD {PATH}"), &[], b"");
}

#[tokio::test]
async fn health() {
    let server = Server::sending(answer(200, "", r#"{"status":"ok"}"#)).await;
    assert!(backend(&server).health().await.unwrap().is_healthy);
    assert_sent(&server, "GET /v1/cache/health", &[], b"");
}

#[tokio::test]
async fn acquire_lock() {
    let server = Server::sending(answer(200, "", r#"{"lock_id":null}"#)).await;
    assert_eq!(backend(&server).acquire_lock(KEY, 5000).await.unwrap(), None);
    let own = ["content-type: application/json"];
    assert_sent(&server, &format!("POST {PATH}/lock"), &own, br#"{"timeout_ms":5000}"#);
}

#[tokio::test]
async fn release_lock() {
    let server = Server::sending(answer(200, "", "")).await;
    assert!(backend(&server).release_lock(KEY, "5f0c-token").await.unwrap());
    let own = ["x-cachekit-lock-id: 5f0c-token"];
    assert_sent(&server, &format!("DELETE {PATH}/lock"), &own, b"");
}

#[tokio::test]
async fn ttl() {
    let server = Server::sending(answer(200, "", r#"{"ttl":60}"#)).await;
    assert_eq!(backend(&server).ttl(KEY).await.unwrap(), Some(Duration::from_secs(60)));
    assert_sent(&server, &format!("GET {PATH}/ttl"), &[], b"");
}

#[tokio::test]
async fn refresh_ttl() {
    let server = Server::sending(answer(200, "", r#"{"ttl":60}"#)).await;
    assert!(backend(&server).refresh_ttl(KEY, Duration::from_secs(60)).await.unwrap());
    let seen = server.seen();
    assert_eq!(seen[0].line(), format!("PATCH {PATH}/ttl HTTP/1.1"));
    assert_eq!(seen[0].header("content-type"), Some("application/json"));
    assert_eq!(seen[0].body, br#"{"ttl":60}"#);
    assert_eq!(
        seen[1].line(),
        format!("GET {PATH}/ttl HTTP/1.1"),
        "the server is asked whether there is an entry"
    );
}

#[tokio::test]
async fn a_url_with_a_path_keeps_it() {
    let server = Server::sending(answer(404, "", "")).await;
    let url = format!("{}/caches//", server.url());
    let backend = crate::support::builder(&server).api_url(url).build().unwrap();
    backend.get("a").await.unwrap();
    assert_eq!(server.only().line(), "GET /caches/v1/cache/a HTTP/1.1");
}
