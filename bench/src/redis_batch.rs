//! A hundred values of a Redis server, by one command.
//!
//! The measure is redis-rs by itself, with keys that were written beforehand and values decoded from the same
//! MessagePack. Ours take the parts of the keys, and what they find is a frame that says whose value it is.

use std::hint::black_box;
use std::rc::Rc;
use std::sync::Arc;

use cachekit::backend::redis::RedisBackend;
use cachekit::{CacheKit, CacheRegion};
use cachekit_test_servers::RedisServer;
use redis::aio::MultiplexedConnection;
use serde::{Deserialize, Serialize};
use tokio::runtime::{Builder, Runtime};

use crate::harness::{Bench, Contestant};

pub(crate) const BENCH: Bench = Bench {
    name: "redis-batch",
    about: "one of 100 values of 256 bytes that one MGET brings, without L1",
    contestants,
};

const KEYS: usize = 100;

/// Of a value as it is encoded.
const VALUE_LEN: usize = 256;

#[derive(Debug, PartialEq, Serialize, Deserialize, cachekit::CacheValue)]
#[cache(crate = "::cachekit")]
struct Page {
    id: u64,
    body: String,
}

impl Page {
    fn of(id: u64) -> Self {
        let around = encoded(&Self { id, body: "x".repeat(100) }).len() - 100;
        Self { id, body: "x".repeat(VALUE_LEN - around) }
    }
}

#[derive(CacheRegion)]
#[cache(crate = "::cachekit", namespace = "pages", key = "by-id:{tenant}:{id}", value = Page, ttl = "5m")]
struct PageById {
    tenant: &'static str,
    id: u64,
}

/// What every contestant has.
struct Fixture {
    runtime: Runtime,
    connection: MultiplexedConnection,
    cache: CacheKit,
    /// Ends with the last contestant.
    _server: RedisServer,
}

fn contestants() -> Vec<Contestant> {
    let server = RedisServer::start();
    let runtime = Builder::new_current_thread().enable_all().build().expect("a runtime");
    let url = server.url();
    let client = redis::Client::open(url.clone()).expect("an address");
    let connection = runtime.block_on(client.get_multiplexed_async_connection()).expect("a connection");
    let backend = RedisBackend::builder().url(url).build().expect("a backend");
    let cache = CacheKit::builder().backend(Arc::new(backend)).no_l1().build().expect("a client");
    let fixture = Rc::new(Fixture { runtime, connection, cache, _server: server });
    vec![raw(&fixture), entries(&fixture), strings(&fixture)]
}

fn raw(fixture: &Rc<Fixture>) -> Contestant {
    let fixture = Rc::clone(fixture);
    let keys: Vec<_> = ids().map(|id| format!("raw:by-id:acme:{id}")).collect();
    let mut connection = fixture.connection.clone();
    for (key, id) in keys.iter().zip(ids()) {
        let mut set = redis::cmd("SET");
        set.arg(key).arg(encoded(&Page::of(id)));
        fixture.runtime.block_on(set.query_async::<()>(&mut connection)).expect("an entry");
    }
    let mut get = async move || {
        let mut command = redis::cmd("MGET");
        command.arg(&keys);
        let values: Vec<Option<Vec<u8>>> = command.query_async(&mut connection).await.expect("values");
        let decode = |bytes: Vec<u8>| rmp_serde::from_slice(&bytes).expect("a page");
        values.into_iter().map(|bytes| bytes.map(decode)).collect::<Vec<Option<Page>>>()
    };
    assert!(fixture.runtime.block_on(get()).into_iter().flatten().eq(ids().map(Page::of)));
    Contestant::new("redis-rs, MGET and rmp-serde", KEYS, move || {
        black_box(fixture.runtime.block_on(get()));
    })
}

fn entries(fixture: &Rc<Fixture>) -> Contestant {
    let fixture = Rc::clone(fixture);
    let keys: Vec<_> = ids().map(|id| PageById { tenant: "acme", id }).collect();
    let set = async || fixture.cache.entries(&keys).set(ids().map(Page::of)).await;
    fixture.runtime.block_on(set()).expect("entries");
    let read = async || fixture.cache.entries(&keys).get().await.expect("values");
    let pages = fixture.runtime.block_on(read());
    assert!(pages.into_iter().flatten().zip(ids()).all(|(page, id)| *page == Page::of(id)));
    Contestant::new("entries().get()", KEYS, move || {
        let read = async || fixture.cache.entries(&keys).get().await.expect("values");
        black_box(fixture.runtime.block_on(read()));
    })
}

fn strings(fixture: &Rc<Fixture>) -> Contestant {
    let fixture = Rc::clone(fixture);
    let entries: Vec<_> = ids().map(|id| (format!("strings:by-id:acme:{id}"), Page::of(id))).collect();
    fixture.runtime.block_on(fixture.cache.set_many(&entries)).expect("entries");
    let keys: Vec<_> = entries.into_iter().map(|(key, _)| key).collect();
    Contestant::new("get_many(), formatted keys", KEYS, move || {
        let read = fixture.cache.get_many::<Page>(&keys);
        black_box(fixture.runtime.block_on(read).expect("values"));
    })
}

fn ids() -> impl Iterator<Item = u64> {
    (0..KEYS as u64).map(|at| 100_000 + 977 * at)
}

fn encoded(page: &Page) -> Vec<u8> {
    rmp_serde::to_vec_named(page).expect("a page")
}
