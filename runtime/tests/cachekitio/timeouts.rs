//! Every call ends in its time, wherever the server gets stuck.

use std::time::Duration;

use cachekit::backend::{Backend, LockableBackend, TtlInspectable};
use cachekit::error::BackendErrorKind::Timeout;

use crate::server::{Server, Step, answer};
use crate::support::{KEY, VALUE, assert_refused, builder, within};

const LIMIT: Duration = Duration::from_millis(150);
const FAR: Duration = Duration::from_secs(60);
const PAUSE: Duration = Duration::from_millis(20);

/// Where a server gets stuck.
fn traps() -> [Vec<Step>; 5] {
    let whole = answer(200, "", &"x".repeat(1000)).into_bytes();
    let (head, body) = whole.split_at(whole.len() - 1000);
    [
        vec![Step::Hang],
        vec![Step::Drip(whole.clone(), PAUSE)],
        vec![Step::Send(head[..20].to_vec()), Step::Hang],
        vec![Step::Send(head.to_vec()), Step::Hang],
        vec![Step::Send(head.to_vec()), Step::Drip(body.to_vec(), PAUSE)],
    ]
}

#[tokio::test]
async fn reads_end_in_their_time() {
    for trap in traps() {
        let server = Server::start(move |_| trap.clone()).await;
        let backend = builder(&server).read_timeout(LIMIT).write_timeout(FAR).build().unwrap();
        let error = assert_refused(within(LIMIT, backend.get(KEY)).await, Timeout);
        assert!(error.message.contains("see `read_timeout`"), "{error}");
        assert!(error.is_retryable());
    }
}

#[tokio::test]
async fn each_call_has_the_time_of_its_kind() {
    let server = Server::start(|_| vec![Step::Hang]).await;
    let reads = builder(&server).read_timeout(LIMIT).write_timeout(FAR).build().unwrap();
    let writes = builder(&server).read_timeout(FAR).write_timeout(LIMIT).build().unwrap();
    for error in [
        assert_refused(within(LIMIT, reads.exists(KEY)).await, Timeout),
        assert_refused(within(LIMIT, reads.health()).await, Timeout),
        assert_refused(within(LIMIT, reads.ttl(KEY)).await, Timeout),
    ] {
        assert!(error.message.contains("see `read_timeout`"), "{error}");
    }
    for error in [
        assert_refused(within(LIMIT, writes.set(KEY, VALUE.to_vec(), None)).await, Timeout),
        assert_refused(within(LIMIT, writes.delete(KEY)).await, Timeout),
        assert_refused(within(LIMIT, writes.refresh_ttl(KEY, FAR)).await, Timeout),
        assert_refused(within(LIMIT, writes.acquire_lock(KEY, 1000)).await, Timeout),
        assert_refused(within(LIMIT, writes.release_lock(KEY, "token")).await, Timeout),
    ] {
        assert!(error.message.contains("see `write_timeout`"), "{error}");
    }
}

#[tokio::test]
async fn a_server_that_does_not_read_cannot_hold_a_write() {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let server = Server::sending("").await;
    let backend = builder(&server).api_url(url).write_timeout(LIMIT).build().unwrap();
    let refused = within(LIMIT, backend.set(KEY, vec![7; 24 << 20], None)).await;
    assert_refused(refused, Timeout);
}

#[tokio::test]
async fn a_miss_does_not_wait_for_its_body() {
    let head = b"HTTP/1.1 404 Not Found\r\nContent-Length: 1000\r\n\r\n".to_vec();
    let server = Server::start(move |_| vec![Step::Send(head.clone()), Step::Hang]).await;
    for limit in [LIMIT, FAR] {
        let backend = builder(&server).read_timeout(limit).build().unwrap();
        assert_eq!(within(Duration::ZERO, backend.get(KEY)).await.unwrap(), None);
    }
}

#[tokio::test]
async fn after_a_timeout_the_next_call_has_a_connection_of_its_own() {
    let good = answer(200, "", "bytes").into_bytes();
    let first = std::sync::atomic::AtomicBool::new(true);
    let server = Server::start(move |_| {
        if first.swap(false, std::sync::atomic::Ordering::Relaxed) {
            vec![Step::Drip(answer(200, "", "late").into_bytes(), PAUSE)]
        } else {
            vec![Step::Send(good.clone())]
        }
    })
    .await;
    let backend = builder(&server).read_timeout(LIMIT).build().unwrap();
    assert_refused(backend.get(KEY).await, Timeout);
    assert_eq!(backend.get(KEY).await.unwrap().as_deref(), Some(&b"bytes"[..]));
    assert_eq!(server.accepted(), 2);
}
