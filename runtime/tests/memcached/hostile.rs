//! Servers that answer nonsense, too much, or in the middle of it nothing more.

use std::time::Duration;

use cachekit::backend::Backend;
use cachekit::error::BackendErrorKind::{Permanent, Timeout, Transient};
use tokio::io::AsyncWriteExt;
use tokio::net::TcpListener;

use crate::impostor::{Answer, Impostor};
use crate::support::{KEY, LIMIT, VALUE, assert_refused, impatient, within};

#[tokio::test]
async fn what_is_no_answer_ends_the_connection() {
    for nonsense in [
        &b"-ERR unknown command 'get'\r\n"[..],
        b"HTTP/1.1 400 Bad Request\r\n\r\n",
        b"STORED\r\n",
        b"VALUE users:profile:43 0 1\r\n1\r\nEND\r\n",
        b"VALUE users:profile:42 0 1\r\n1234567890",
        b"VALUE users:profile:42 0 99999999999999999999\r\n",
        b"\0\0\0\0\0\0\0\n",
        &[b'x'; 4096],
    ] {
        let impostor = Impostor::start(Answer::Say(nonsense)).await;
        let backend = impatient(impostor.url());
        let error = assert_refused(within(LIMIT, backend.get(KEY)).await, Transient);
        assert!(error.to_string().contains("makes no sense"), "{error}");
        assert_refused(within(LIMIT, backend.get(KEY)).await, Transient);
        assert_eq!(impostor.connections(), 2, "after nonsense nothing is believed");
    }
}

#[tokio::test]
async fn an_answer_to_a_question_that_nobody_asked_is_nobodys() {
    // The second value is that of no question, and would be the next one's.
    let twice = b"VALUE users:profile:42 0 1\r\n1\r\nEND\r\nVALUE users:profile:42 0 1\r\n2\r\nEND\r\n";
    let impostor = Impostor::start(Answer::Say(twice)).await;
    let backend = impatient(impostor.url());
    for call in 1..=5 {
        assert_eq!(backend.get(KEY).await.unwrap().as_deref(), Some(&b"1"[..]));
        // The connection ends in the background.
        tokio::time::sleep(Duration::from_millis(20)).await;
        assert_eq!(impostor.connections(), call);
    }
}

#[tokio::test]
async fn a_connection_that_is_cut_in_the_middle_of_an_answer_is_an_error() {
    for part in [
        &b""[..],
        b"VAL",
        b"VALUE users:profile:42 0 10\r\n",
        b"VALUE users:profile:42 0 10\r\n1234567890\r\nEN",
    ] {
        let impostor = Impostor::start(Answer::Last(part)).await;
        let backend = impatient(impostor.url());
        let error = assert_refused(within(LIMIT, backend.get(KEY)).await, Transient);
        assert!(error.to_string().contains("clos") || error.to_string().contains("reset"), "{error}");
    }
}

#[tokio::test]
async fn an_answer_that_stops_in_the_middle_is_waited_for_no_longer_than_others() {
    let impostor = Impostor::start(Answer::Say(b"VALUE users:profile:42 0 10\r\n12345")).await;
    let backend = impatient(impostor.url());
    assert_refused(within(LIMIT, backend.get(KEY)).await, Timeout);
    assert_refused(within(LIMIT, backend.get(KEY)).await, Timeout);
    assert_eq!(impostor.connections(), 2);
}

#[tokio::test]
async fn a_value_without_an_end_has_one() {
    for head in [
        // Larger than the limit, so it is passed over and not kept: a megabyte, a gigabyte.
        &b"VALUE users:profile:42 0 1073741824\r\n"[..],
        // A line that never ends.
        b"VALUE ",
    ] {
        let impostor = Impostor::start(Answer::Endless(head)).await;
        let backend = impatient(impostor.url());
        let error = within(LIMIT, backend.get(KEY)).await.unwrap_err();
        assert!([Timeout, Transient, Permanent].contains(&error.kind), "{error:?}");
    }
}

#[tokio::test]
async fn a_caller_that_leaves_does_not_keep_a_silent_connection() {
    let impostor = Impostor::start(Answer::Silence).await;
    let backend = impatient(impostor.url());
    backend.connect().await.unwrap();
    // Each is gone before its limit, so none of them says that the server is silent.
    let begun = tokio::time::Instant::now();
    while impostor.connections() == 1 {
        let _ = tokio::time::timeout(LIMIT / 4, backend.get(KEY)).await;
        assert!(begun.elapsed() < LIMIT * 5, "the connection is still used");
    }
}

#[tokio::test]
async fn a_refusal_in_the_middle_of_a_write_ends_the_connection() {
    let impostor = Impostor::start(Answer::Say(b"CLIENT_ERROR users:profile:42 is tired\r\n")).await;
    let backend = impatient(impostor.url());
    let error = assert_refused(backend.set(KEY, VALUE.to_vec(), None).await, Permanent);
    assert!(!error.to_string().contains("tired"), "{error}");
    tokio::time::sleep(Duration::from_millis(20)).await;
    assert_refused(backend.delete(KEY).await, Permanent);
    assert_eq!(impostor.connections(), 2);
    // Not so in the middle of nothing.
    assert_refused(backend.delete(KEY).await, Permanent);
    assert_eq!(impostor.connections(), 2);
}

#[tokio::test]
async fn whoever_is_no_memcached_or_has_no_room_is_not_connected_to() {
    for greeting in [&b"220 mail.example ESMTP\r\n"[..], b"ERROR Too many open connections\r\n"] {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
        let url = format!("memcache://{}", listener.local_addr().unwrap());
        tokio::spawn(async move {
            while let Ok((mut stream, _)) = listener.accept().await {
                let _ = stream.write_all(greeting).await;
            }
        });
        assert_refused(impatient(url).connect().await, Transient);
    }
}
