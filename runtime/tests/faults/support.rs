//! A client, what it does without a server, and how one sees that it has recovered.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use cachekit::Source;
use cachekit::backend::redis::{RedisBackend, RedisBackendBuilder};
use cachekit::error::BackendErrorKind;
use cachekit::prelude::*;
pub(crate) use cachekit_test_servers::within;
use cachekit_test_servers::{Proxy, RedisServer};
use redis::{Cmd, FromRedisValue};

/// Long enough for a server on a busy machine, short enough to wait for.
pub(crate) const LIMIT: Duration = Duration::from_millis(400);

/// The longest pause between two attempts to connect, an attempt, and what a busy machine takes.
pub(crate) const RECOVERY: Duration = Duration::from_secs(8);

const MASTER_KEY: &str = "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f";

/// In the backend and in L1 before the fault. The others are not.
pub(crate) const WARM: &str = "warm";
const BEFORE: &str = "from before the fault";

#[derive(CacheRegion)]
#[cache(namespace = "prices", key = "{sku}", value = String, ttl = "5m")]
pub(crate) struct Price<'a> {
    pub(crate) sku: &'a str,
}

#[derive(CacheRegion)]
#[cache(namespace = "cards", key = "{owner}", value = String, ttl = "5m", secure)]
pub(crate) struct Card<'a> {
    pub(crate) owner: &'a str,
}

#[derive(CacheRegion)]
#[cache(namespace = "vaults", key = "{owner}", value = String, ttl = "5m", secure, on_outage = "fail")]
pub(crate) struct Vault<'a> {
    pub(crate) owner: &'a str,
}

pub(crate) fn redis_at(port: u16) -> String {
    format!("redis://127.0.0.1:{port}")
}

/// A backend that does not wait for long.
pub(crate) fn impatient(url: &str) -> RedisBackendBuilder {
    RedisBackend::builder().url(url).connect_timeout(LIMIT).command_timeout(LIMIT)
}

/// A client on a backend.
pub(crate) fn client(backend: RedisBackendBuilder) -> CacheKitBuilder {
    CacheKit::builder().backend(Arc::new(backend.build().unwrap())).encryption(MASTER_KEY, "acme").unwrap()
}

/// A client that has seen better days: it has its warm entries.
pub(crate) async fn warm(url: &str) -> CacheKit {
    let cache = client(impatient(url)).build().unwrap();
    warm_up(&cache).await;
    cache
}

pub(crate) async fn warm_up(cache: &CacheKit) {
    cache.entry(&Price { sku: WARM }).set(BEFORE.to_owned()).await.unwrap();
    cache.entry(&Card { owner: WARM }).set(BEFORE.to_owned()).await.unwrap();
    cache.entry(&Vault { owner: WARM }).set(BEFORE.to_owned()).await.unwrap();
    cache.set(WARM, BEFORE).await.unwrap();
}

/// A server behind a proxy, and a client that has its warm entries from there.
pub(crate) async fn behind_a_proxy() -> (RedisServer, Proxy, CacheKit) {
    let server = RedisServer::start();
    let proxy = Proxy::start(server.port());
    let cache = warm(&redis_at(proxy.port())).await;
    (server, proxy, cache)
}

/// Loads, and says where the value came from.
pub(crate) async fn load<R>(cache: &CacheKit, key: &R, value: &str) -> Result<(String, Source), CachekitError>
where
    R: CacheRegion<Value = String> + Sync,
{
    let load = async || Ok::<_, CachekitError>(value.to_owned());
    match within(LIMIT, cache.entry(key).get_or_load(load)).await {
        Ok(value) => Ok((value.to_string(), Cached::source(&value))),
        Err(LoadError::Cache(error)) => Err(error),
        Err(error) => panic!("{error}"),
    }
}

fn loaded(value: &str) -> (String, Source) {
    (value.to_owned(), Source::Loader)
}

fn in_l1(value: &str) -> (String, Source) {
    (value.to_owned(), Source::L1)
}

fn in_backend(value: &str) -> (String, Source) {
    (value.to_owned(), Source::L2)
}

#[track_caller]
pub(crate) fn assert_refused<T>(answer: Result<T, CachekitError>, kind: BackendErrorKind) -> String {
    match answer {
        Err(CachekitError::Backend(error)) if error.kind == kind => error.to_string(),
        Err(error) => panic!("{kind} was expected, not {error:?}"),
        Ok(_) => panic!("{kind} was expected"),
    }
}

/// Without a server there is no answer, and each kind of entry makes do as it has to. `round` tells the keys of one
/// look from those of another.
pub(crate) async fn goes_on_without_a_server(cache: &CacheKit, kind: BackendErrorKind, round: &str) {
    what_is_in_l1_is_served(cache).await;

    let price = Price { sku: round };
    assert_refused(within(LIMIT, cache.entry(&price).get()).await, kind);
    assert_eq!(load(cache, &price, round).await.unwrap(), loaded(round));
    assert_eq!(load(cache, &price, "never read").await.unwrap(), in_l1(round));
    assert_refused(within(LIMIT, cache.entry(&price).delete()).await, kind);
    assert!(cache.get_if_present(&price).is_none(), "deleted here, whatever is there");

    secure_values_are_kept_nowhere(cache, round).await;
    assert_refused(load(cache, &Vault { owner: round }, "never read").await, kind);
    assert_refused(within(LIMIT, cache.entry(&Card { owner: round }).set(round.to_owned())).await, kind);

    assert_refused(within(LIMIT, cache.get::<String>(round)).await, kind);
    assert_refused(within(LIMIT, cache.set(round, "value")).await, kind);
    assert_refused(within(LIMIT, cache.delete(round)).await, kind);
    assert_refused(within(LIMIT, cache.secure().unwrap().get::<String>(round)).await, kind);
}

/// A server that answers reads and refuses writes: what cannot be stored is loaded each time, or kept in L1.
pub(crate) async fn goes_on_without_writes(cache: &CacheKit, kind: BackendErrorKind, word: &str) {
    what_is_in_l1_is_served(cache).await;

    let price = Price { sku: word };
    assert!(within(LIMIT, cache.entry(&price).get()).await.unwrap().is_none());
    assert_eq!(load(cache, &price, word).await.unwrap(), loaded(word));
    assert_eq!(load(cache, &price, "never read").await.unwrap(), in_l1(word));

    secure_values_are_kept_nowhere(cache, word).await;
    // It is read there that there is no such entry, and that is no outage.
    assert_eq!(load(cache, &Vault { owner: word }, word).await.unwrap(), loaded(word));

    assert_eq!(within(LIMIT, cache.get::<String>(word)).await.unwrap(), None);
    let error = assert_refused(within(LIMIT, cache.set(word, "value")).await, kind);
    assert!(error.contains(word), "{error}");
    let error = within(LIMIT, cache.entry(&price).set("value".to_owned())).await;
    assert!(assert_refused(error, kind).contains(word));
    assert!(cache.get_if_present(&price).is_none(), "nobody knows what is there");
}

async fn what_is_in_l1_is_served(cache: &CacheKit) {
    assert_eq!(load(cache, &Price { sku: WARM }, "never read").await.unwrap(), in_l1(BEFORE));
    assert_eq!(load(cache, &Card { owner: WARM }, "never read").await.unwrap(), in_l1(BEFORE));
    assert_eq!(load(cache, &Vault { owner: WARM }, "never read").await.unwrap(), in_l1(BEFORE));
    assert_eq!(within(LIMIT, cache.get::<String>(WARM)).await.unwrap().as_deref(), Some(BEFORE));
}

async fn secure_values_are_kept_nowhere(cache: &CacheKit, owner: &str) {
    for value in ["first", "second"] {
        assert_eq!(load(cache, &Card { owner }, value).await.unwrap(), loaded(value));
        assert!(cache.get_if_present(&Card { owner }).is_none());
    }
}

/// Waits until the client has its server again, and looks whether everything that it stores gets there.
pub(crate) async fn recovers(cache: &CacheKit, server: &RedisServer) {
    recovers_at(cache, &server.url()).await;
}

/// As [`recovers`], for a server that wants credentials.
pub(crate) async fn recovers_at(cache: &CacheKit, url: &str) {
    // Other keys each time: what was loaded once is in L1.
    static ROUND: AtomicUsize = AtomicUsize::new(0);

    cachekit_test_servers::recovers(RECOVERY, || within(LIMIT, cache.set("recovered", "yes"))).await;
    let witness = client(impatient(url)).build().unwrap();
    assert_eq!(witness.get::<String>("recovered").await.unwrap().as_deref(), Some("yes"));
    let name = &*format!("after-{}", ROUND.fetch_add(1, Ordering::Relaxed));
    assert_eq!(load(cache, &Price { sku: name }, name).await.unwrap(), loaded(name));
    assert_eq!(load(&witness, &Price { sku: name }, "never read").await.unwrap(), in_backend(name));
    assert_eq!(load(cache, &Card { owner: name }, name).await.unwrap(), loaded(name));
    assert_eq!(load(&witness, &Card { owner: name }, "never read").await.unwrap(), in_backend(name));
    assert_eq!(load(cache, &Vault { owner: name }, name).await.unwrap(), loaded(name));
}

/// What another client, of another library, is told.
pub(crate) fn ask<T: FromRedisValue>(server: &RedisServer, words: &[&str]) -> T {
    ask_at(&server.url(), words)
}

pub(crate) fn ask_at<T: FromRedisValue>(url: &str, words: &[&str]) -> T {
    let mut connection = redis::Client::open(url).unwrap().get_connection().unwrap();
    let mut command = Cmd::new();
    for word in words {
        command.arg(word);
    }
    command.query(&mut connection).unwrap()
}
