//! A server that goes, comes back, or stops to answer.

use std::sync::Arc;
use std::time::Duration;

use cachekit::backend::Backend;
use cachekit::error::BackendErrorKind::{Timeout, Transient};
use cachekit_test_servers::MemcachedServer;
use futures_util::future::join_all;

use crate::support::{
    KEY, LIMIT, OTHERS, Other, RECOVERY, VALUE, assert_refused, backend, impatient, recovers, start, within,
};

#[tokio::test]
async fn a_server_that_comes_back_is_found_again() {
    let mut server = MemcachedServer::start();
    let backend = impatient(server.url());
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
    let mut server = MemcachedServer::start();
    server.kill();
    let backend = impatient(server.url());
    assert_refused(within(LIMIT, backend.connect()).await, Transient);
    server.restart();
    recovers(RECOVERY, || backend.connect()).await;
}

#[tokio::test]
async fn a_connection_that_ended_while_nobody_called_costs_no_call() {
    let mut server = MemcachedServer::start();
    let backend = impatient(server.url());
    backend.set(KEY, VALUE.to_vec(), None).await.unwrap();
    server.kill();
    server.restart();
    // The end of the connection is heard of in the background.
    tokio::time::sleep(Duration::from_millis(50)).await;
    assert_eq!(backend.get(KEY).await.unwrap(), None);
}

#[tokio::test]
async fn no_call_waits_longer_than_its_limit() {
    let server = MemcachedServer::start();
    let backend = impatient(server.url());
    backend.set(KEY, VALUE.to_vec(), None).await.unwrap();
    server.pause();
    for _ in 0..2 {
        assert_refused(within(LIMIT, backend.get(KEY)).await, Timeout);
        assert_refused(within(LIMIT, backend.set(KEY, Vec::new(), None)).await, Timeout);
    }
    // Larger than what fits on the way, so it is not even sent.
    assert_refused(within(LIMIT, backend.set(KEY, vec![0; 1 << 20], None)).await, Timeout);
    let many: Vec<&str> = vec![KEY; 10];
    for answer in within(LIMIT, backend.get_many(&many)).await {
        assert_refused(answer, Timeout);
    }
    server.resume();
    recovers(RECOVERY, || backend.get(KEY)).await;
}

#[tokio::test]
async fn a_server_that_is_known_to_be_silent_delays_nobody() {
    let server = MemcachedServer::start();
    let backend = impatient(server.url());
    server.pause();
    assert_refused(within(LIMIT, backend.get(KEY)).await, Timeout);
    // Attempts to connect fail by now, and after each nobody tries for a while.
    let mut quick = 0;
    for _ in 0..20 {
        let begun = tokio::time::Instant::now();
        assert_refused(backend.get(KEY).await, Timeout);
        quick += usize::from(begun.elapsed() < LIMIT / 4);
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    assert!(quick > 10, "{quick} of 20 fail at once");
    server.resume();
    recovers(RECOVERY, || backend.get(KEY)).await;
}

#[tokio::test]
async fn an_answer_that_comes_late_is_nobodys() {
    let server = MemcachedServer::start();
    let backend = Arc::new(impatient(server.url()));
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
    let (server, backend) = start();
    let large = vec![b'a'; 300_000];
    backend.set("a", large.clone(), None).await.unwrap();
    backend.set("b", b"b".to_vec(), None).await.unwrap();
    for n in 0..200 {
        let patience = Duration::from_micros(n * 10);
        let _ = tokio::time::timeout(patience, backend.get("a")).await;
        let _ = tokio::time::timeout(patience, backend.set("c", large.clone(), None)).await;
        let _ = tokio::time::timeout(patience, backend.delete("d")).await;
        assert_eq!(backend.get("b").await.unwrap().as_deref(), Some(&b"b"[..]));
    }
    assert_eq!(backend.get("a").await.unwrap(), Some(large));
    assert_eq!(Other::of(&server).stat("total_connections"), OTHERS + 1);
}

#[tokio::test]
async fn all_callers_share_one_connection_and_every_answer_finds_its_caller() {
    let (server, backend) = start();
    let backend = Arc::new(backend);
    let calls = (0..64_usize).map(|n| {
        let backend = Arc::clone(&backend);
        tokio::spawn(async move {
            let (key, value) = (format!("key:{n}"), vec![b'x'; n * 1_000]);
            for _ in 0..20 {
                backend.set(&key, value.clone(), None).await.unwrap();
                assert_eq!(backend.get(&key).await.unwrap().as_ref(), Some(&value));
                assert!(backend.delete(&key).await.unwrap());
            }
        })
    });
    for call in join_all(calls).await {
        call.unwrap();
    }
    assert_eq!(Other::of(&server).stat("total_connections"), OTHERS + 1);
}

#[tokio::test]
async fn a_server_without_room_refuses_writes_and_answers_reads() {
    let server = MemcachedServer::with(&["-m", "8", "-M"]);
    let backend = backend(&server);
    let mut refused = None;
    for n in 0..400 {
        if let Err(error) = backend.set(&format!("key:{n}"), vec![b'x'; 100_000], None).await {
            refused = Some(error);
            break;
        }
    }
    let error = assert_refused(refused.map_or(Ok(()), Err), Transient);
    assert!(error.to_string().contains("room"), "{error}");
    assert!(backend.get("key:0").await.unwrap().is_some());
}

#[tokio::test]
async fn a_backend_serves_several_runtimes_one_after_the_other() {
    let server = MemcachedServer::start();
    let backend = Arc::new(impatient(server.url()));
    let on_another = {
        let backend = Arc::clone(&backend);
        move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
            // The connection that is made there ends with the runtime.
            runtime.block_on(recovers(RECOVERY, || backend.set(KEY, VALUE.to_vec(), None)));
        }
    };
    for _ in 0..3 {
        tokio::task::spawn_blocking(on_another.clone()).await.unwrap();
    }
    assert_eq!(recovers(RECOVERY, || backend.get(KEY)).await.as_deref(), Some(VALUE));
}
