//! Connections that end, and servers that are not there.

use std::time::Duration;

use cachekit::backend::Backend;
use cachekit::backend::redis::RedisBackend;
use cachekit::error::BackendErrorKind::Transient;
use cachekit_test_servers::{Ending, Proxy, RedisServer};

use crate::support::{
    LIMIT, Price, RECOVERY, ask, assert_refused, behind_a_proxy, goes_on_without_a_server, impatient,
    recovers, redis_at, warm, within,
};

#[tokio::test]
async fn a_server_is_killed_and_started_again() {
    let mut server = RedisServer::start();
    let cache = warm(&server.url()).await;
    for round in ["first", "second"] {
        server.kill();
        goes_on_without_a_server(&cache, Transient, round).await;
        server.restart();
        recovers(&cache, &server).await;
    }
}

#[tokio::test]
async fn connections_are_refused() {
    let (server, proxy, cache) = behind_a_proxy().await;
    proxy.refuse();
    proxy.cut(Ending::Reset);
    // It need not have noticed yet; the first call does.
    tokio::time::sleep(Duration::from_millis(50)).await;
    goes_on_without_a_server(&cache, Transient, "refused").await;
    proxy.pass();
    recovers(&cache, &server).await;
}

#[tokio::test]
async fn every_reply_is_cut_short() {
    for ending in [Ending::Fin, Ending::Reset] {
        let (server, proxy, cache) = behind_a_proxy().await;
        proxy.cut_replies_after(3, ending);
        goes_on_without_a_server(&cache, Transient, "cut").await;
        proxy.pass();
        recovers(&cache, &server).await;
    }
}

const VALUE: &[u8] = b"a value of twenty-six byte";

/// Reads, with every reply cut after so many bytes.
async fn cut_at(proxy: &Proxy, backend: &RedisBackend, bytes: usize, ending: Ending) -> Option<Vec<u8>> {
    proxy.pass();
    let begun = tokio::time::Instant::now();
    while backend.exists("key").await.is_err() {
        assert!(begun.elapsed() < RECOVERY, "it does not recover");
    }
    proxy.cut_replies_after(bytes, ending);
    match within(LIMIT, backend.get("key")).await {
        Ok(found) => Some(found.unwrap()),
        Err(error) => {
            assert_eq!(error.kind, Transient, "{error}");
            None
        }
    }
}

#[tokio::test]
async fn no_part_of_a_reply_is_taken_for_a_value() {
    let server = RedisServer::start();
    let proxy = Proxy::start(server.port());
    let backend = impatient(&redis_at(proxy.port())).build().unwrap();
    backend.set("key", VALUE.to_vec(), None).await.unwrap();
    let reply = format!("${}\r\n", VALUE.len()).len() + VALUE.len() + "\r\n".len();
    for ending in [Ending::Fin, Ending::Reset] {
        for bytes in 0..reply {
            assert_eq!(cut_at(&proxy, &backend, bytes, ending).await, None, "{bytes} bytes, {ending:?}");
        }
    }
    assert_eq!(cut_at(&proxy, &backend, reply, Ending::Fin).await.as_deref(), Some(VALUE));
}

#[tokio::test]
async fn a_write_whose_answer_is_lost_may_have_landed_and_is_found() {
    let (server, proxy, cache) = behind_a_proxy().await;
    let price = Price { sku: "written" };
    cache.entry(&price).set("old".to_owned()).await.unwrap();
    proxy.cut_replies_after(1, Ending::Reset);
    let written = within(LIMIT, cache.entry(&price).set("new".to_owned())).await;
    assert_refused(written, Transient);
    assert!(ask::<bool>(&server, &["EXISTS", "prices:written"]));
    proxy.pass();
    recovers(&cache, &server).await;
    for _ in 0..2 {
        let found = cache.entry(&price).get().await.unwrap().unwrap();
        assert_eq!(*found, "new", "L1 does not hold the old one");
    }
}
