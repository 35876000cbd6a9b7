//! Many readers at a time, whose reads go together, when the server or the way there fails.

use std::sync::Arc;
use std::time::Duration;

use cachekit::backend::Backend;
use cachekit::backend::redis::{RedisBackend, RedisBackendBuilder};
use cachekit::error::BackendErrorKind::{Timeout, Transient};
use cachekit::error::{BackendError, BackendErrorKind};
use cachekit::prelude::*;
use cachekit_test_servers::{Ending, Proxy, RedisServer};
use futures_util::future::join_all;
use tokio::time::Instant;

use crate::support::{LIMIT, RECOVERY, client, impatient, redis_at, within};

const READERS: usize = 256;

/// A server with a value for each reader, the way there, and a backend.
async fn filled() -> (RedisServer, Proxy, Arc<RedisBackend>) {
    let server = RedisServer::start();
    let proxy = Proxy::start(server.port());
    let backend = Arc::new(impatient(&redis_at(proxy.port())).build().unwrap());
    for reader in 0..READERS {
        backend.set(&reader.to_string(), value(reader), None).await.unwrap();
    }
    (server, proxy, backend)
}

fn value(reader: usize) -> Vec<u8> {
    format!("that of {reader:03}").into_bytes()
}

/// Each reads its own key, as a task of its own, and finds its own value or an error of this kind.
async fn all_read(backend: &Arc<RedisBackend>, failure: BackendErrorKind) -> Vec<Result<(), BackendError>> {
    let reads = (0..READERS).map(|reader| {
        let backend = Arc::clone(backend);
        tokio::spawn(async move { within(LIMIT, backend.get(&reader.to_string())).await })
    });
    let answers = join_all(reads).await.into_iter().enumerate();
    let checked = answers.map(|(reader, answer)| match answer.unwrap() {
        Ok(found) => {
            assert_eq!(found, Some(value(reader)), "of {reader}");
            Ok(())
        }
        Err(error) => {
            assert_eq!(error.kind, failure, "{error}");
            Err(error)
        }
    });
    checked.collect()
}

/// In the end everybody has a value again.
async fn all_recover(backend: &Arc<RedisBackend>, failure: BackendErrorKind) {
    let begun = Instant::now();
    while all_read(backend, failure).await.iter().any(Result::is_err) {
        assert!(begun.elapsed() < RECOVERY, "it does not recover");
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_server_is_stopped() {
    let (server, _proxy, backend) = filled().await;
    server.pause();
    assert!(all_read(&backend, Timeout).await.iter().all(Result::is_err));
    server.resume();
    all_recover(&backend, Timeout).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_network_swallows_what_is_asked() {
    let (_server, proxy, backend) = filled().await;
    proxy.black_hole();
    assert!(all_read(&backend, Timeout).await.iter().all(Result::is_err));
    proxy.pass();
    all_recover(&backend, Timeout).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn replies_are_cut_within_what_goes_together() {
    let (_server, proxy, backend) = filled().await;
    let reply = format!("${}\r\n", value(0).len()).len() + value(0).len() + "\r\n".len();
    for ending in [Ending::Fin, Ending::Reset] {
        for bytes in [0, 1, reply, reply * 20 + 3, reply * 100] {
            proxy.cut_replies_after(bytes, ending);
            let answers = all_read(&backend, Transient).await;
            if bytes < reply {
                assert!(answers.iter().all(Result::is_err), "{bytes}, {ending:?}");
            }
            proxy.pass();
            all_recover(&backend, Transient).await;
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_connection_is_cut_and_everybody_reads_by_the_next() {
    let (_server, proxy, backend) = filled().await;
    for ending in [Ending::Fin, Ending::Reset] {
        proxy.delay(Duration::from_millis(20));
        let read = tokio::spawn({
            let backend = Arc::clone(&backend);
            async move { all_read(&backend, Transient).await }
        });
        // All of it is on its way.
        tokio::time::sleep(Duration::from_millis(10)).await;
        proxy.cut(ending);
        let failed: Vec<_> = read.await.unwrap().into_iter().filter_map(Result::err).collect();
        assert!(failed.is_empty(), "a read is sent once more: {failed:?}");
        proxy.pass();
    }
}

/// Whose limit is the shorter one: the backend's, and then a client has no timer for its reads, or the client's.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_read_of_a_client_takes_longer_than_it_may() {
    let by_the_backend = |backend: RedisBackendBuilder| client(backend).backend_timeout(20 * LIMIT);
    let by_the_client =
        |backend: RedisBackendBuilder| client(backend.command_timeout(20 * LIMIT)).backend_timeout(LIMIT);
    let settings: [&dyn Fn(_) -> CacheKitBuilder; 2] = [&by_the_backend, &by_the_client];
    for (setting, readers) in settings.iter().flat_map(|setting| [(setting, 1), (setting, READERS)]) {
        let server = RedisServer::start();
        let backend = impatient(&server.url());
        let cache = setting(backend).build().unwrap();
        cache.set("warm", "yes").await.unwrap();
        server.pause();
        let reads = (0..readers).map(|reader| {
            let cache = cache.clone();
            tokio::spawn(async move { within(LIMIT, cache.get::<String>(&reader.to_string())).await })
        });
        for answer in join_all(reads).await {
            let refused =
                matches!(answer.unwrap(), Err(CachekitError::Backend(error)) if error.kind == Timeout);
            assert!(refused, "a stopped server does not answer");
        }
        server.resume();
    }
}

#[test]
fn a_backend_promises_the_limit_of_its_calls() {
    let backend = impatient("redis://localhost").build().unwrap();
    assert_eq!(backend.read_limit(), Some(LIMIT));
}
