//! News from a real Redis.

use std::sync::Arc;
use std::time::Duration;

use cachekit::Coherence;
use cachekit::backend::redis::{RedisBackend, RedisBackendBuilder};
use cachekit::prelude::*;
use cachekit_test_servers::{RedisOptions, RedisServer, holds_within};
use tokio::time::sleep;

use crate::support::{KEY, Read, found, hit, read, set};

/// What a change takes to be seen, besides the round trip, which is far below a millisecond here.
pub(crate) const BOUND: Duration = Duration::from_millis(50);

pub(crate) fn client_at(url: &str) -> CacheKit {
    client_on(RedisBackend::builder().url(url))
}

pub(crate) fn client_on(backend: RedisBackendBuilder) -> CacheKit {
    let backend = backend.command_timeout(Duration::from_millis(500)).build().unwrap();
    CacheKit::builder()
        .backend(Arc::new(backend))
        .namespace("shop")
        .coherence(Coherence::Push)
        .build()
        .unwrap()
}

/// A client that is told of changes.
async fn client(server: &RedisServer) -> CacheKit {
    let cache = client_at(&server.url());
    is_live(&cache, true).await;
    cache
}

pub(crate) async fn is_live(cache: &CacheKit, live: bool) {
    holds_within(Duration::from_secs(10), async || cache.stats().coherence.unwrap().is_live == live).await;
}

/// Reads until L1 has it: the news of earlier writes are in by then.
pub(crate) async fn warm(cache: &CacheKit, value: &str) {
    holds_within(Duration::from_secs(5), async || {
        sleep(Duration::from_millis(20)).await;
        read(cache).await == hit(value)
    })
    .await;
}

fn ask(server: &RedisServer, words: &[&str]) {
    let mut connection = redis::Client::open(server.url()).unwrap().get_connection().unwrap();
    let mut command = redis::Cmd::new();
    for word in words {
        command.arg(word);
    }
    command.exec(&mut connection).unwrap();
}

#[tokio::test]
async fn a_change_by_another_client_is_seen_in_time() {
    let server = RedisServer::start();
    let (first, second) = (client(&server).await, client(&server).await);
    set(&first, "old").await;
    warm(&second, "old").await;
    set(&first, "new").await;
    holds_within(BOUND, async || read(&second).await == found("new")).await;
    warm(&second, "new").await;
    first.entry(&KEY).delete().await.unwrap();
    holds_within(BOUND, async || read(&second).await == Read::Nothing).await;
}

#[tokio::test]
async fn a_change_at_a_console_is_seen_in_time() {
    let server = RedisServer::start();
    let cache = client(&server).await;
    for console in [
        &["DEL", "shop::users:name:42"][..],
        &["SET", "shop::users:name:42", "garbage"],
        &["PEXPIRE", "shop::users:name:42", "1"],
        &["RENAME", "shop::users:name:42", "elsewhere"],
        &["FLUSHALL"],
    ] {
        set(&cache, "old").await;
        warm(&cache, "old").await;
        ask(&server, console);
        holds_within(BOUND, async || read(&cache).await == Read::Nothing).await;
    }
}

#[tokio::test]
async fn only_changes_of_the_namespace_are_told_and_no_leases() {
    let server = RedisServer::start();
    let cache = client(&server).await;
    ask(&server, &["SET", "another:key", "value"]);
    let load = async || Ok::<_, CachekitError>("Ada".to_owned());
    cache.entry(&KEY).get_or_load(load).await.unwrap();
    warm(&cache, "Ada").await;
    assert_eq!(cache.stats().coherence.unwrap().changes, 1, "the fill");
}

#[tokio::test]
async fn a_lost_connection_empties_l1_and_is_made_again() {
    let server = RedisServer::start();
    let cache = client(&server).await;
    set(&cache, "old").await;
    warm(&cache, "old").await;
    ask(&server, &["CLIENT", "KILL", "TYPE", "normal", "SKIPME", "yes"]);
    // Nobody is told.
    ask(&server, &["DEL", "shop::users:name:42"]);
    holds_within(Duration::from_secs(1), async || matches!(cache.entry(&KEY).get().await, Ok(None))).await;
    is_live(&cache, true).await;
    assert_eq!(cache.stats().coherence.unwrap().losses, 1);
}

#[tokio::test]
async fn a_server_that_comes_back_empty_is_believed() {
    let mut server = RedisServer::start();
    let cache = client(&server).await;
    set(&cache, "old").await;
    warm(&cache, "old").await;
    server.kill();
    is_live(&cache, false).await;
    assert!(cache.get_if_present(&KEY).is_none());
    server.restart();
    is_live(&cache, true).await;
    holds_within(Duration::from_secs(5), async || matches!(cache.entry(&KEY).get().await, Ok(None))).await;
}

#[tokio::test]
async fn a_server_that_is_silent_is_noticed() {
    let server = RedisServer::start();
    let cache = client(&server).await;
    set(&cache, "old").await;
    warm(&cache, "old").await;
    server.pause();
    let noticed =
        holds_within(Duration::from_millis(2_500), async || cache.get_if_present(&KEY).is_none()).await;
    assert!(noticed > Duration::from_millis(500), "{noticed:?}");
    server.resume();
    is_live(&cache, true).await;
}

#[tokio::test]
async fn a_user_who_may_not_listen_gets_short_lifetimes() {
    let rules = ["--user", "deaf", "on", ">secret", "~*", "+@all", "-client|tracking"];
    let server = RedisServer::with(&RedisOptions { arguments: &rules, ..Default::default() });
    let cache = client_at(&server.url().replace("//", "//deaf:secret@"));
    set(&cache, "old").await;
    assert_eq!(read(&cache).await, hit("old"));
    sleep(Duration::from_millis(100)).await;
    assert!(!cache.stats().coherence.unwrap().is_live);
}

#[test]
fn outside_of_a_runtime_nothing_can_be_heard() {
    let server = RedisServer::start();
    let backend = RedisBackend::builder().url(server.url()).build().unwrap();
    let built = CacheKit::builder().backend(Arc::new(backend)).coherence(Coherence::Push).build();
    let Err(CachekitError::Backend(error)) = built else { panic!("an error was expected") };
    assert!(error.to_string().contains("tokio"), "{error}");
}

#[test]
fn a_client_whose_runtime_has_ended_is_told_nothing_and_knows_it() {
    let server = RedisServer::start();
    let runtime = || tokio::runtime::Runtime::new().unwrap();
    let cache = runtime().block_on(async {
        let cache = client(&server).await;
        set(&cache, "old").await;
        warm(&cache, "old").await;
        cache
    });
    let told = cache.stats().coherence.unwrap();
    assert!(!told.is_live && told.losses == 1, "{told:?}");
    assert!(cache.get_if_present(&KEY).is_none(), "what was heard of in the first runtime");
    runtime().block_on(async {
        set(&cache, "new").await;
        assert_eq!(read(&cache).await, hit("new"), "for a short time, as without push");
    });
}

#[tokio::test]
async fn a_client_that_is_gone_listens_no_more() {
    let server = RedisServer::start();
    let cache = client(&server).await;
    let mut connection = redis::Client::open(server.url()).unwrap().get_connection().unwrap();
    let mut clients = || {
        let list: String = redis::cmd("CLIENT").arg("LIST").query(&mut connection).unwrap();
        list.lines().count()
    };
    let before = clients();
    drop(cache);
    holds_within(Duration::from_secs(5), async || clients() < before).await;
}
