//! A server that goes, comes back, or stops to answer.

use std::sync::Arc;
use std::time::Duration;

use cachekit::backend::Backend;
use cachekit::error::BackendErrorKind::{Timeout, Transient};
use cachekit_test_servers::{RedisOptions, RedisServer};

use crate::support::{KEY, LIMIT, Other, VALUE, assert_refused, backend, impatient, recovers, within};

/// The longest pause between two attempts to connect, and one attempt.
const RECOVERY: Duration = Duration::from_secs(4);

#[tokio::test]
async fn a_server_that_comes_back_is_found_again() {
    let mut server = RedisServer::start();
    let backend = impatient(&server);
    backend.set(KEY, VALUE.to_vec(), None).await.unwrap();
    server.kill();
    assert_refused(within(LIMIT, backend.get(KEY)).await, Transient);
    server.restart();
    let found = recovers(RECOVERY, || backend.get(KEY)).await;
    assert_eq!(found, None, "it is another, empty one");
    backend.set(KEY, VALUE.to_vec(), None).await.unwrap();
}

#[tokio::test]
async fn a_server_that_is_not_there_yet_may_come() {
    let mut server = RedisServer::start();
    server.kill();
    let backend = impatient(&server);
    assert_refused(within(LIMIT, backend.connect()).await, Transient);
    server.restart();
    recovers(RECOVERY, || backend.connect()).await;
}

#[tokio::test]
async fn no_call_waits_longer_than_its_limit() {
    let server = RedisServer::start();
    let backend = impatient(&server);
    backend.set(KEY, VALUE.to_vec(), None).await.unwrap();
    server.pause();
    for _ in 0..2 {
        assert_refused(within(LIMIT, backend.get(KEY)).await, Timeout);
        assert_refused(within(LIMIT, backend.set(KEY, Vec::new(), None)).await, Timeout);
    }
    let many: Vec<&str> = vec![KEY; 10];
    for answer in within(LIMIT, backend.get_many(&many)).await {
        assert_refused(answer, Timeout);
    }
    server.resume();
    recovers(RECOVERY, || backend.get(KEY)).await;
}

#[tokio::test]
async fn an_answer_that_comes_late_is_nobodys() {
    let server = RedisServer::start();
    let backend = Arc::new(impatient(&server));
    for n in 0..50 {
        backend.set(&format!("key:{n}"), n.to_string().into_bytes(), None).await.unwrap();
    }
    server.pause();
    assert_refused(backend.get("key:0").await, Timeout);
    server.resume();
    for n in (0..50).rev() {
        let value = recovers(RECOVERY, || {
            let (backend, key) = (Arc::clone(&backend), format!("key:{n}"));
            async move { backend.get(&key).await }
        });
        assert_eq!(value.await, Some(n.to_string().into_bytes()));
    }
}

#[tokio::test]
async fn a_call_that_is_given_up_leaves_the_others_alone() {
    let server = RedisServer::start();
    let backend = backend(&server);
    backend.set("a", b"a".to_vec(), None).await.unwrap();
    backend.set("b", b"b".to_vec(), None).await.unwrap();
    for _ in 0..200 {
        let given_up = backend.get("a");
        let _ = tokio::time::timeout(Duration::from_micros(20), given_up).await;
        assert_eq!(backend.get("b").await.unwrap().as_deref(), Some(&b"b"[..]));
    }
}

#[tokio::test]
async fn all_callers_share_one_connection_and_one_attempt() {
    let server = RedisServer::start();
    let backend = Arc::new(backend(&server));
    let calls = (0..64).map(|_| {
        let backend = Arc::clone(&backend);
        tokio::spawn(async move { backend.get(KEY).await.unwrap() })
    });
    for call in calls.collect::<Vec<_>>() {
        call.await.unwrap();
    }
    let info: String = Other::of(&server).ask(&["INFO", "stats"]);
    // The check that the server is up, the backend's, and the one that asks.
    assert!(info.contains("total_connections_received:3\r"), "{info}");
}

#[tokio::test]
async fn a_connection_that_the_server_ends_is_made_again() {
    let server = RedisServer::start();
    let backend = backend(&server);
    backend.set(KEY, VALUE.to_vec(), None).await.unwrap();
    let () = Other::of(&server).ask(&["CLIENT", "KILL", "TYPE", "normal", "SKIPME", "yes"]);
    let found = recovers(RECOVERY, || backend.get(KEY)).await;
    assert_eq!(found.as_deref(), Some(VALUE));
}

#[tokio::test]
async fn a_server_without_room_refuses_writes_and_answers_reads() {
    let full = ["--maxmemory", "1", "--maxmemory-policy", "noeviction"];
    let server = RedisServer::with(&RedisOptions { arguments: &full, ..Default::default() });
    let backend = backend(&server);
    let error = assert_refused(backend.set(KEY, VALUE.to_vec(), None).await, Transient);
    assert!(error.to_string().contains("OOM"), "{error}");
    assert_eq!(backend.get(KEY).await.unwrap(), None);
    let () = Other::of(&server).ask(&["CONFIG", "SET", "maxmemory", "0"]);
    backend.set(KEY, VALUE.to_vec(), None).await.unwrap();
}

#[tokio::test]
async fn a_primary_that_became_a_replica_is_left() {
    let server = RedisServer::start();
    let backend = backend(&server);
    backend.set(KEY, VALUE.to_vec(), None).await.unwrap();
    let mut other = Other::of(&server);
    let () = other.ask(&["REPLICAOF", "127.0.0.1", "1"]);
    let error = assert_refused(backend.set(KEY, VALUE.to_vec(), None).await, Transient);
    assert!(error.to_string().contains("READONLY"), "{error}");
    let () = other.ask(&["REPLICAOF", "NO", "ONE"]);
    recovers(RECOVERY, || backend.set(KEY, VALUE.to_vec(), None)).await;
}

#[tokio::test]
async fn a_backend_serves_several_runtimes_one_after_the_other() {
    let server = RedisServer::start();
    let backend = Arc::new(impatient(&server));
    backend.set(KEY, VALUE.to_vec(), None).await.unwrap();
    let on_another = {
        let backend = Arc::clone(&backend);
        move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
            // The connection that is made there ends with the runtime.
            runtime.block_on(recovers(RECOVERY, || backend.get(KEY)))
        }
    };
    for _ in 0..2 {
        let found = tokio::task::spawn_blocking(on_another.clone()).await.unwrap();
        assert_eq!(found.as_deref(), Some(VALUE));
        let () = Other::of(&server).ask(&["CLIENT", "KILL", "TYPE", "normal", "SKIPME", "yes"]);
    }
}

#[tokio::test]
async fn a_connection_that_the_server_closed_fails_no_read_and_no_write_after_a_pause() {
    let server = RedisServer::start();
    let backend = backend(&server);
    backend.set(KEY, VALUE.to_vec(), None).await.unwrap();
    let close_all = || {
        server.ask(&["CLIENT", "KILL", "TYPE", "normal", "SKIPME", "yes"]);
    };
    close_all();
    assert_eq!(backend.get(KEY).await.unwrap().as_deref(), Some(VALUE));
    close_all();
    assert!(backend.exists(KEY).await.unwrap());
    close_all();
    assert!(backend.get_many(&[KEY, "other"]).await.into_iter().all(|answer| answer.is_ok()));
    close_all();
    // As long as it takes for a connection to count as idle.
    tokio::time::sleep(Duration::from_millis(1_100)).await;
    backend.set(KEY, b"new".to_vec(), None).await.unwrap();
    close_all();
    tokio::time::sleep(Duration::from_millis(1_100)).await;
    assert!(backend.delete(KEY).await.unwrap());
}

#[test]
fn another_runtime_can_go_on_where_the_first_has_ended() {
    let server = RedisServer::start();
    let backend = backend(&server);
    let runtime = || tokio::runtime::Runtime::new().unwrap();
    for _ in 0..3 {
        runtime().block_on(backend.set(KEY, VALUE.to_vec(), None)).unwrap();
    }
}
