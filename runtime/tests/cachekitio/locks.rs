//! Locks: what an answer has to be to grant one.

use cachekit::backend::LockableBackend;
use cachekit::error::BackendErrorKind::Permanent;

use crate::server::{Server, answer};
use crate::support::{KEY, assert_refused, backend};

const ID: &str = "0b0c6a0e-9d53-4a5e-8f5b-0d6f6b6c7d11";

#[tokio::test]
async fn the_body_decides() {
    let table = [
        (format!(r#"{{"lock_id":"{ID}"}}"#), Some(ID.to_owned())),
        (r#"{"lock_id":null}"#.to_owned(), None),
        (format!(r#"{{"lock_id":"{ID}","fencing_token":7,"holder":{{"a":[]}}}}"#), Some(ID.to_owned())),
        (format!(" {{ \"lock_id\" :\n\"{ID}\" }} "), Some(ID.to_owned())),
    ];
    for (body, lock_id) in table {
        let server = Server::sending(answer(200, "", &body)).await;
        assert_eq!(backend(&server).acquire_lock(KEY, 1000).await.unwrap(), lock_id, "{body}");
    }
}

#[tokio::test]
async fn anything_else_grants_nothing() {
    let long = format!(r#"{{"lock_id":"{}"}}"#, "x".repeat(129));
    let huge = format!(r#"{{"lock_id":"{}"}}"#, "x".repeat(1 << 20));
    let deep = format!(r#"{{"lock_id":{}"#, "[".repeat(10_000));
    let bodies = [
        "",
        "null",
        "true",
        "{}",
        "[]",
        r#"{"lockId":"a"}"#,
        r#"{"lock_id":1}"#,
        r#"{"lock_id":true}"#,
        r#"{"lock_id":["a"]}"#,
        r#"{"lock_id":{"id":"a"}}"#,
        r#"{"lock_id":""}"#,
        r#"{"lock_id":"a b"}"#,
        r#"{"lock_id":"a\r\nX-Evil: 1"}"#,
        r#"{"lock_id":"é"}"#,
        r#"{"lock_id":"a"} {"lock_id":"b"}"#,
        r#"{"lock_id":"a","lock_id":"b"}"#,
        r#"{"lock_id":"a""#,
        "<html>busy</html>",
        "\u{0}\u{1}\u{2}",
        &long,
        &huge,
        &deep,
    ];
    for body in bodies {
        let server = Server::sending(answer(200, "", body)).await;
        let error = assert_refused(backend(&server).acquire_lock(KEY, 1000).await, Permanent);
        assert!(error.message.len() < 200, "{error}");
    }
}

#[tokio::test]
async fn a_lock_needs_time() {
    let server = Server::sending(answer(200, "", "")).await;
    assert_refused(backend(&server).acquire_lock(KEY, 0).await, Permanent);
    assert_eq!(server.accepted(), 0);
}

#[tokio::test]
async fn releasing() {
    for (status, released) in [(200, true), (404, false)] {
        let server = Server::sending(answer(status, "", "{}")).await;
        assert_eq!(backend(&server).release_lock(KEY, ID).await.unwrap(), released, "{status}");
    }
    let server = Server::sending(answer(400, "", "")).await;
    assert_refused(backend(&server).release_lock(KEY, ID).await, Permanent);
}

#[tokio::test]
async fn what_no_server_gave_is_not_sent() {
    let server = Server::sending(answer(200, "", "")).await;
    let long = "x".repeat(129);
    for lock_id in ["", "somebody else's", "a\r\nX-Evil: 1", "é", &long] {
        assert!(!backend(&server).release_lock(KEY, lock_id).await.unwrap(), "{lock_id:?}");
    }
    assert_eq!(server.accepted(), 0);
}
