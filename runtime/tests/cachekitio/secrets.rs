//! Nothing that is printed shows the API key, keys or values.

use std::error::Error as _;

use cachekit::backend::Backend;
use cachekit::backend::cachekitio::CachekitIO;
use cachekit::error::BackendErrorKind::{Permanent, Transient};

use crate::server::{Server, answer};
use crate::support::{API_KEY, KEY, VALUE, assert_no_secret, assert_refused, backend, builder};

#[tokio::test]
async fn a_server_cannot_have_the_api_key_logged() {
    let echo = format!("Authorization: Bearer {API_KEY}\r\nX-CacheKit-Deny-Reason: {API_KEY}\r\n");
    for status in [400, 401, 429, 500] {
        let server = Server::sending(answer(status, &echo, &format!("Bearer {API_KEY} {KEY}"))).await;
        let error = backend(&server).set(KEY, VALUE.to_vec(), None).await.unwrap_err();
        assert_no_secret(&error);
    }
    let body = format!(r#"{{"status":"{API_KEY}","lock_id":["{API_KEY}"],"ttl":"{API_KEY}"}}"#);
    let server = Server::sending(answer(200, "", &body)).await;
    let backend = backend(&server);
    assert_refused(backend.as_lockable().unwrap().acquire_lock(KEY, 1).await, Permanent);
    assert_refused(backend.as_ttl_inspectable().unwrap().ttl(KEY).await, Permanent);
}

#[tokio::test]
async fn the_sources_of_errors_show_no_url() {
    let server = Server::sending("garbage\r\n\r\n").await;
    let error = assert_refused(backend(&server).get(KEY).await, Transient);
    assert!(error.source().is_some());
    assert!(!format!("{error:?}").contains(&server.url()), "{error:?}");
}

#[tokio::test]
async fn debug_is_redacted() {
    let server = Server::sending("").await;
    let shown = format!("{:?}", builder(&server));
    assert!(shown.contains("[REDACTED]") && !shown.contains(API_KEY), "{shown}");
    let shown = format!("{:?}", backend(&server));
    assert!(
        shown.contains("[REDACTED]") && shown.contains(&server.url()) && !shown.contains(API_KEY),
        "{shown}"
    );
    let shown = format!("{:?}", CachekitIO::builder().api_url("https://user:hunter2@example.com"));
    assert!(!shown.contains("hunter2"), "{shown}");
}
