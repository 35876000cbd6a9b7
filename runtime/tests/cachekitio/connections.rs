//! Connections are used again, and never after something went wrong on them.

use cachekit::backend::Backend;
use cachekit::error::BackendErrorKind::Transient;

use crate::server::{Server, Step, answer};
use crate::support::{KEY, VALUE, assert_refused, backend};

#[tokio::test]
async fn a_hundred_calls_take_one_connection() {
    let server = Server::sending(answer(200, "", "bytes")).await;
    let backend = backend(&server);
    for _ in 0..50 {
        backend.get(KEY).await.unwrap();
        backend.set(KEY, VALUE.to_vec(), None).await.unwrap();
    }
    assert_eq!((server.accepted(), server.seen().len()), (1, 100));
}

#[tokio::test]
async fn misses_with_a_body_keep_the_connection() {
    let server = Server::sending(answer(404, "", r#"{"error":"not found"}"#)).await;
    let backend = backend(&server);
    for _ in 0..20 {
        assert_eq!(backend.get(KEY).await.unwrap(), None);
    }
    assert_eq!(server.accepted(), 1);
}

#[tokio::test]
async fn a_connection_that_the_server_closes_is_made_again() {
    let bytes = answer(200, "Connection: close\r\n", "bytes").into_bytes();
    let server = Server::start(move |_| vec![Step::Send(bytes.clone()), Step::Close]).await;
    let backend = backend(&server);
    for _ in 0..5 {
        assert!(backend.get(KEY).await.unwrap().is_some());
    }
    assert_eq!(server.accepted(), 5);
}

#[tokio::test]
async fn what_comes_after_the_length_is_in_nobodys_answer() {
    let evil =
        "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nfirstHTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nevil";
    let good = answer(200, "", "second");
    let server = Server::in_order(&[evil, &good]).await;
    let backend = backend(&server);
    assert_eq!(backend.get("a").await.unwrap().as_deref(), Some(&b"first"[..]));
    // The connection's own task sees the rest before or while the next call is made: then that call may fail.
    match backend.get("b").await {
        Ok(value) => assert_eq!(value.as_deref(), Some(&b"second"[..])),
        Err(error) => {
            assert_refused::<()>(Err(error), Transient);
        }
    }
}

#[tokio::test]
async fn nobody_listens() {
    let server = Server::sending("").await;
    let backend = backend(&server);
    drop(server);
    tokio::task::yield_now().await;
    let error = assert_refused(backend.get(KEY).await, Transient);
    assert!(error.source.is_some(), "the reason is there for those who look");
}

#[test]
fn without_tokio_there_is_an_error_and_no_panic() {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let backend = backend(&runtime.block_on(Server::sending("")));
    let mut call = backend.get(KEY);
    let mut context = std::task::Context::from_waker(std::task::Waker::noop());
    let std::task::Poll::Ready(answer) = call.as_mut().poll(&mut context) else {
        panic!("an answer at once")
    };
    let error = assert_refused(answer, cachekit::BackendErrorKind::Permanent);
    assert!(error.message.contains("needs an executor"), "{error}");
}
