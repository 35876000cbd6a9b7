//! Servers that do not answer, and connections on which nobody does.

use std::time::Duration;

use cachekit::backend::Backend;
use cachekit::backend::redis::RedisBackend;
use cachekit::error::BackendErrorKind::Timeout;
use cachekit::prelude::*;
use cachekit_test_servers::{Proxy, RedisServer};

use crate::support::{
    LIMIT, behind_a_proxy, client, goes_on_without_a_server, recovers, redis_at, warm, warm_up, within,
};

#[tokio::test]
async fn a_server_is_stopped_for_longer_than_calls_wait() {
    let server = RedisServer::start();
    let cache = warm(&server.url()).await;
    server.pause();
    goes_on_without_a_server(&cache, Timeout, "stopped").await;
    server.resume();
    recovers(&cache, &server).await;
}

#[tokio::test]
async fn a_network_takes_everything_and_gives_nothing() {
    let (server, proxy, cache) = behind_a_proxy().await;
    proxy.black_hole();
    goes_on_without_a_server(&cache, Timeout, "swallowed").await;
    proxy.pass();
    recovers(&cache, &server).await;
}

#[tokio::test]
async fn a_connection_is_half_open() {
    let (server, proxy, cache) = behind_a_proxy().await;
    let before = proxy.connections();
    proxy.half_open();
    tokio::time::sleep(Duration::from_millis(50)).await;
    assert!(within(LIMIT, cache.get::<String>("silent")).await.is_err());
    assert_eq!(within(LIMIT, cache.get::<String>("asked again")).await.unwrap(), None);
    assert_eq!(proxy.connections(), before + 1, "one call has to find out, and one connection is enough");
    recovers(&cache, &server).await;
}

/// A client that gives its calls up before the backend would.
async fn in_more_of_a_hurry_than_its_backend(proxy: &Proxy) -> CacheKit {
    let backend = RedisBackend::builder().url(redis_at(proxy.port()));
    let cache = client(backend).backend_timeout(LIMIT).build().unwrap();
    warm_up(&cache).await;
    cache
}

#[tokio::test]
async fn the_limit_of_the_client_holds_as_well() {
    let server = RedisServer::start();
    let proxy = Proxy::start(server.port());
    let cache = in_more_of_a_hurry_than_its_backend(&proxy).await;
    server.pause();
    goes_on_without_a_server(&cache, Timeout, "stopped").await;
    server.resume();
    recovers(&cache, &server).await;
}

#[tokio::test]
async fn calls_that_are_given_up_find_out_too_that_nobody_answers() {
    let server = RedisServer::start();
    let proxy = Proxy::start(server.port());
    let cache = in_more_of_a_hurry_than_its_backend(&proxy).await;
    proxy.half_open();
    tokio::time::sleep(Duration::from_millis(50)).await;
    assert!(within(LIMIT, cache.get::<String>("silent")).await.is_err());
    recovers(&cache, &server).await;
}

/// Each is an attempt of its own to find out, and none ends a connection that works.
#[tokio::test]
async fn calls_that_are_given_up_end_no_connection_that_answers() {
    let server = RedisServer::start();
    let proxy = Proxy::start(server.port());
    let backend = RedisBackend::builder().url(redis_at(proxy.port())).build().unwrap();
    backend.connect().await.unwrap();
    proxy.delay(Duration::from_millis(20));
    for _ in 0..20 {
        let given_up = tokio::time::timeout(Duration::from_millis(5), backend.get("key")).await;
        assert!(given_up.is_err());
    }
    tokio::time::sleep(LIMIT).await;
    backend.get("key").await.unwrap();
    assert_eq!(proxy.connections(), 1);
}
