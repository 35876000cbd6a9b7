//! A server that shows what it is sent and what it keeps, and clients of it. All clocks are moved by hand.

use std::io;
use std::sync::{Arc, Mutex, MutexGuard};
use std::time::Duration;

use axum::body::Bytes;
use axum::http::HeaderMap;
use cachekit::backend::cachekitio::{CachekitIO, CachekitIOBuilder};
use cachekit::prelude::*;
use devserver::clock::{Clock as _, ManualClock as ServerClock};
use devserver::rules::{Key, Lifetime};
use devserver::storage::{Entry, MemoryStorage, Storage};
use devserver::{Config, DEVELOPMENT_KEY, Server};
use serde::{Deserialize, Serialize};

pub(crate) const API: &str = "ck_api_one";
pub(crate) const LIVE: &str = "ck_live_one";

/// A master key, in hex.
pub(crate) const MASTER_KEY: &str = "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f";

/// What must never be seen outside of the process.
pub(crate) const NUMBER: &str = "123-45-6789";

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, CacheValue)]
pub(crate) struct User {
    pub(crate) id: u64,
    pub(crate) name: String,
}

pub(crate) fn user(id: u64) -> User {
    User { id, name: NUMBER.to_owned() }
}

#[derive(CacheRegion)]
#[cache(namespace = "users", key = "by-name:{name}", value = User, ttl = "5m")]
pub(crate) struct ByName<'a> {
    pub(crate) name: &'a str,
}

#[derive(CacheRegion)]
#[cache(namespace = "patients", key = "{id}", value = User, ttl = "5m", secure)]
pub(crate) struct Patient {
    pub(crate) id: u64,
}

#[derive(CacheRegion)]
#[cache(namespace = "strict", key = "{id}", value = User, ttl = "5m", secure, on_outage = "fail")]
pub(crate) struct Strict {
    pub(crate) id: u64,
}

/// A server and the clock of its clients.
pub(crate) struct Bench {
    pub(crate) server: Server,
    pub(crate) clock: cachekit::ManualClock,
    server_clock: ServerClock,
    shelf: Shelf,
    seen: Arc<Mutex<Vec<Seen>>>,
}

/// A request that the server has answered.
#[derive(Debug, Clone)]
pub(crate) struct Seen {
    pub(crate) method: String,
    pub(crate) path: String,
    headers: HeaderMap,
    pub(crate) status: u16,
}

impl Seen {
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).map(|value| value.to_str().unwrap())
    }
}

impl Bench {
    pub(crate) async fn new() -> Self {
        Self::with(Config::default()).await
    }

    pub(crate) async fn with(config: Config) -> Self {
        let (server_clock, shelf) = (ServerClock::default(), Shelf::default());
        let seen = Arc::new(Mutex::new(Vec::new()));
        let log = Arc::clone(&seen);
        let config = Config {
            storage: Box::new(shelf.clone()),
            api_keys: [DEVELOPMENT_KEY, API, LIVE].map(|key| key.parse().unwrap()).into(),
            clock: Arc::new(server_clock.clone()),
            on_answer: Some(Box::new(move |asked, status| {
                log.lock().unwrap().push(Seen {
                    method: asked.method.to_string(),
                    path: asked.uri.path().to_owned(),
                    headers: asked.headers.clone(),
                    status: status.as_u16(),
                });
            })),
            ..config
        };
        let server = Server::start(config).await.unwrap();
        Self { server, clock: cachekit::ManualClock::default(), server_clock, shelf, seen }
    }

    /// A backend with the key of which most is demanded.
    pub(crate) fn backend(&self) -> CachekitIOBuilder {
        CachekitIO::builder().api_url(self.server.url()).allow_loopback(true).api_key(DEVELOPMENT_KEY)
    }

    pub(crate) fn client(&self) -> CacheKitBuilder {
        self.client_on(self.backend())
    }

    pub(crate) fn client_on(&self, backend: CachekitIOBuilder) -> CacheKitBuilder {
        CacheKit::builder()
            .backend(Arc::new(backend.build().unwrap()))
            .clock(&self.clock)
            .encryption(MASTER_KEY, "acme")
            .unwrap()
    }

    /// Everywhere.
    pub(crate) fn advance(&self, by: Duration) {
        self.clock.advance(by);
        self.server_clock.advance(by);
    }

    /// The requests so far; it forgets them.
    pub(crate) fn seen(&self) -> Vec<Seen> {
        std::mem::take(&mut self.seen.lock().unwrap())
    }

    /// As [`seen`](Self::seen), in short.
    pub(crate) fn requests(&self) -> Vec<String> {
        self.seen().iter().map(|seen| format!("{} {} {}", seen.method, seen.path, seen.status)).collect()
    }

    pub(crate) fn stored(&self, key: &str) -> Option<Entry> {
        self.shelf.open().load(&Key::parse(key).unwrap()).unwrap()
    }

    pub(crate) fn bytes(&self, key: &str) -> Option<Bytes> {
        self.stored(key).map(|entry| entry.value)
    }

    /// Puts a copy of an entry under another key, as somebody can who has the server.
    pub(crate) fn copy(&self, from: &str, to: &str) {
        let entry = self.stored(from).unwrap();
        self.shelf.open().store(&Key::parse(to).unwrap(), entry).unwrap();
    }

    /// Gives an entry another lifetime: fresh for so many seconds from now, and then stale for so many.
    pub(crate) fn outlive(&self, key: &str, fresh_s: u64, stale_s: u64) {
        let entry = self.stored(key).unwrap();
        let fresh_until_s = self.server_clock.unix_ms() / 1000 + fresh_s;
        let lifetime = Lifetime::Bounded { fresh_until_s, stale_s };
        self.shelf.open().store(&Key::parse(key).unwrap(), Entry { lifetime, ..entry }).unwrap();
    }
}

/// Entries that the test can look into.
#[derive(Clone, Default)]
struct Shelf(Arc<Mutex<MemoryStorage>>);

impl Shelf {
    fn open(&self) -> MutexGuard<'_, MemoryStorage> {
        self.0.lock().unwrap()
    }
}

impl Storage for Shelf {
    fn load(&mut self, key: &Key) -> io::Result<Option<Entry>> {
        self.open().load(key)
    }
    fn lifetime(&mut self, key: &Key) -> io::Result<Option<Lifetime>> {
        self.open().lifetime(key)
    }
    fn store(&mut self, key: &Key, entry: Entry) -> io::Result<()> {
        self.open().store(key, entry)
    }
    fn remove(&mut self, key: &Key) -> io::Result<()> {
        self.open().remove(key)
    }
    fn sweep(&mut self, now_ms: u64) -> io::Result<u64> {
        self.open().sweep(now_ms)
    }
}

/// The failure of a backend.
#[track_caller]
pub(crate) fn failed<T>(result: Result<T, CachekitError>) -> BackendError {
    match result {
        Err(CachekitError::Backend(error)) => error,
        Err(error) => panic!("another error: {error:?}"),
        Ok(_) => panic!("no error"),
    }
}

pub(crate) fn contains(bytes: &[u8], text: &str) -> bool {
    bytes.windows(text.len()).any(|window| window == text.as_bytes())
}

/// A loader that must not be asked.
pub(crate) async fn never_loaded() -> Result<User, io::Error> {
    unreachable!("the loader ran")
}

pub(crate) const fn seconds(seconds: u64) -> Duration {
    Duration::from_secs(seconds)
}
