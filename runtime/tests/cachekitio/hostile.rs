//! A server that wants to hurt: every call ends, in a typed error, with bounded memory.

use std::time::Duration;

use cachekit::backend::{Backend, TtlInspectable};
use cachekit::error::BackendErrorKind::{Permanent, Transient};

use crate::server::{Server, Step, answer};
use crate::support::{KEY, assert_refused, backend, builder, within};

const LIMIT: usize = 64 * 1024;
/// What the kernel keeps for a connection on both sides, at the most.
const IN_SOCKETS: usize = 16 << 20;
const CHUNKED: &str = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";

#[tokio::test]
async fn an_endless_chunked_body() {
    let chunk = [b"10000\r\n".to_vec(), vec![b'x'; 0x10000], b"\r\n".to_vec()].concat();
    let server =
        Server::start(move |_| vec![Step::Send(CHUNKED.as_bytes().to_vec()), Step::Endless(chunk.clone())])
            .await;
    let backend = builder(&server).max_response_bytes(LIMIT).build().unwrap();
    let error = assert_refused(within(Duration::ZERO, backend.get(KEY)).await, Permanent);
    assert!(error.message.contains("max_response_bytes"), "{error}");
    assert_stalled(&server).await;
}

#[tokio::test]
async fn an_endless_chunk() {
    let server = Server::start(|_| {
        let head = [CHUNKED, "7fffffffffffffff\r\n"].concat();
        vec![Step::Send(head.into_bytes()), Step::Endless(vec![b'x'; 65536])]
    })
    .await;
    let backend = builder(&server).max_response_bytes(LIMIT).build().unwrap();
    assert_refused(backend.get(KEY).await, Permanent);
    assert_stalled(&server).await;
}

#[tokio::test]
async fn an_endless_body_that_nobody_asked_for() {
    let head = "HTTP/1.1 404 Not Found\r\nTransfer-Encoding: chunked\r\n\r\n";
    let chunk = [b"10000\r\n".to_vec(), vec![b'x'; 0x10000], b"\r\n".to_vec()].concat();
    let server =
        Server::start(move |_| vec![Step::Send(head.as_bytes().to_vec()), Step::Endless(chunk.clone())])
            .await;
    assert_eq!(backend(&server).get(KEY).await.unwrap(), None, "the status says it all");
    assert_stalled(&server).await;
}

#[tokio::test]
async fn endless_answers_to_small_questions() {
    let chunk = [b"10000\r\n".to_vec(), vec![b' '; 0x10000], b"\r\n".to_vec()].concat();
    let server =
        Server::start(move |_| vec![Step::Send(CHUNKED.as_bytes().to_vec()), Step::Endless(chunk.clone())])
            .await;
    let backend = backend(&server);
    assert_refused(backend.ttl(KEY).await, Permanent);
    assert_refused(backend.health().await, Permanent);
    assert_refused(backend.as_lockable().unwrap().acquire_lock(KEY, 1).await, Permanent);
}

/// The client has hung up: nothing more goes into the socket, and little has.
async fn assert_stalled(server: &Server) {
    let mut pushed = server.pushed();
    loop {
        tokio::time::sleep(Duration::from_millis(20)).await;
        let now = server.pushed();
        assert!(now < LIMIT + IN_SOCKETS, "{now} bytes were taken");
        if now == pushed {
            return;
        }
        pushed = now;
    }
}

#[tokio::test]
async fn values_end_at_the_limit() {
    for (length, fits) in [(LIMIT, true), (LIMIT + 1, false)] {
        let body = "x".repeat(length);
        let chunked = format!("{CHUNKED}{length:x}\r\n{body}\r\n0\r\n\r\n");
        for bytes in [answer(200, "", &body), chunked] {
            let server = Server::sending(bytes).await;
            let backend = builder(&server).max_response_bytes(LIMIT).build().unwrap();
            let value = backend.get(KEY).await;
            if fits {
                assert_eq!(value.unwrap().unwrap(), body.as_bytes());
            } else {
                assert_refused(value, Permanent);
            }
        }
    }
}

#[tokio::test]
async fn an_announced_flood_is_not_waited_for() {
    for length in ["26214401", "18446744073709551615"] {
        let head = format!("HTTP/1.1 200 OK\r\nContent-Length: {length}\r\n\r\n").into_bytes();
        let server = Server::start(move |_| vec![Step::Send(head.clone()), Step::Hang]).await;
        let error = within(Duration::ZERO, backend(&server).get(KEY)).await.unwrap_err();
        assert!(!error.message.contains(length), "{error}");
    }
}

#[tokio::test]
async fn a_body_that_is_cut_is_no_value() {
    let answers = [
        "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nonly some",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n64\r\nonly some",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nonly\r\n",
        "HTTP/1.1 200 OK\r\nContent-Le",
        "HTTP/1.1 200",
        "",
    ];
    for answer in answers {
        let server = Server::start(move |_| vec![Step::Send(answer.into()), Step::Close]).await;
        assert_refused(backend(&server).get(KEY).await, Transient);
    }
}

#[tokio::test]
async fn what_is_no_http() {
    let answers = [
        "SSH-2.0-OpenSSH_9.2\r\n\r\n",
        "HTTP/1.1 2OO OK\r\n\r\n",
        "HTTP/9.9 200 OK\r\n\r\n",
        "HTTP/1.1 99 Low\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab",
        "HTTP/1.1 200 OK\r\nContent-Length: five\r\n\r\nbytes",
        "HTTP/1.1 200 OK\r\nno colon\r\n\r\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\nbytes\r\n0\r\n\r\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nfffffffffffffffff\r\n",
        "\u{0}\u{1}\u{2}\u{3}\r\n\r\n",
    ];
    for answer in answers {
        let server = Server::start(move |_| vec![Step::Send(answer.into()), Step::Close]).await;
        assert_refused(backend(&server).get(KEY).await, Transient);
    }
}

#[tokio::test]
async fn header_bombs() {
    let many = "X-Many: x\r\n".repeat(100_000);
    let long = format!("X-Long: {}\r\n", "x".repeat(8 << 20));
    for headers in [many, long] {
        let server = Server::sending(answer(200, &headers, "bytes")).await;
        assert_refused(within(Duration::ZERO, backend(&server).get(KEY)).await, Transient);
    }
}

#[tokio::test]
async fn endless_headers() {
    let server = Server::start(|_| {
        vec![Step::Send(b"HTTP/1.1 200 OK\r\n".to_vec()), Step::Endless(b"X: x\r\n".repeat(1000))]
    })
    .await;
    assert_refused(backend(&server).get(KEY).await, Transient);
    assert_stalled(&server).await;
}

#[tokio::test]
async fn endless_interim_answers_end_with_the_time() {
    let server =
        Server::start(|_| vec![Step::Endless(b"HTTP/1.1 103 Early Hints\r\n\r\n".repeat(100))]).await;
    let limit = Duration::from_millis(200);
    let backend = builder(&server).read_timeout(limit).build().unwrap();
    within(limit, backend.get(KEY)).await.unwrap_err();
}
