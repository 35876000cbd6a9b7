//! Clients of one backend, and a backend whose news a test can hold back.

use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use async_trait::async_trait;
use cachekit::backend::memory::MemoryBackend;
use cachekit::backend::{
    Backend, Change, HealthStatus, LeasingBackend, TtlInspectable, Watch, WatchableBackend, Watcher,
};
use cachekit::error::BackendError;
use cachekit::prelude::*;
use cachekit::{Coherence, ManualClock};

#[derive(CacheRegion)]
#[cache(namespace = "users", key = "name:{id}", value = String, ttl = "5m")]
pub(crate) struct Name {
    pub(crate) id: u64,
}

pub(crate) const KEY: Name = Name { id: 42 };

/// A backend that counts reads, can stop to tell, and can fail.
pub(crate) struct Told {
    memory: MemoryBackend,
    reads: AtomicUsize,
    pub(crate) fails_to_get: AtomicBool,
    pub(crate) fails_to_set: AtomicBool,
    watcher: Arc<Mutex<Vec<Arc<dyn Watcher>>>>,
}

impl Told {
    pub(crate) fn new(clock: &ManualClock) -> Arc<Self> {
        let memory = MemoryBackend::on_clock(clock);
        Arc::new(Self {
            memory,
            reads: AtomicUsize::new(0),
            fails_to_get: AtomicBool::new(false),
            fails_to_set: AtomicBool::new(false),
            watcher: Arc::default(),
        })
    }

    pub(crate) fn client(self: &Arc<Self>, clock: &ManualClock) -> CacheKit {
        self.builder(clock).build().unwrap()
    }

    pub(crate) fn builder(self: &Arc<Self>, clock: &ManualClock) -> CacheKitBuilder {
        let backend = Arc::clone(self) as Arc<dyn Backend>;
        CacheKit::builder().backend(backend).coherence(Coherence::Push).clock(clock)
    }

    pub(crate) fn reads(&self) -> usize {
        self.reads.load(Ordering::SeqCst)
    }

    /// Nobody is told anything but this.
    pub(crate) fn tell(&self, change: Change<'_>) {
        for watcher in self.watcher.lock().unwrap().iter() {
            watcher.on_change(change);
        }
    }

    /// Removes what nobody is told of.
    pub(crate) async fn remove_unseen(&self, key: &str) {
        self.memory.delete(key).await.unwrap();
    }
}

#[async_trait]
impl Backend for Told {
    async fn get(&self, key: &str) -> Result<Option<Vec<u8>>, BackendError> {
        self.reads.fetch_add(1, Ordering::SeqCst);
        answers(&self.fails_to_get)?;
        self.memory.get(key).await
    }

    async fn set(&self, key: &str, value: Vec<u8>, ttl: Option<Duration>) -> Result<(), BackendError> {
        answers(&self.fails_to_set)?;
        self.memory.set(key, value, ttl).await?;
        self.tell(Change::Key(key));
        Ok(())
    }

    async fn delete(&self, key: &str) -> Result<bool, BackendError> {
        let deleted = self.memory.delete(key).await?;
        self.tell(Change::Key(key));
        Ok(deleted)
    }

    async fn exists(&self, key: &str) -> Result<bool, BackendError> {
        self.memory.exists(key).await
    }

    async fn health(&self) -> Result<HealthStatus, BackendError> {
        self.memory.health().await
    }

    fn as_ttl_inspectable(&self) -> Option<&dyn TtlInspectable> {
        self.memory.as_ttl_inspectable()
    }

    fn as_leasing(&self) -> Option<&dyn LeasingBackend> {
        self.memory.as_leasing()
    }

    fn as_watchable(&self) -> Option<&dyn WatchableBackend> {
        Some(self)
    }
}

fn answers(fails: &AtomicBool) -> Result<(), BackendError> {
    if fails.load(Ordering::SeqCst) { Err(BackendError::transient("not now")) } else { Ok(()) }
}

/// Says nothing of itself: a test says when it is live.
impl WatchableBackend for Told {
    fn watch(&self, _prefix: &str, watcher: Arc<dyn Watcher>) -> Result<Watch, BackendError> {
        self.watcher.lock().unwrap().push(watcher);
        Ok(Watch::new(()))
    }
}

/// What a read of [`KEY`] comes to.
#[derive(Debug, PartialEq)]
pub(crate) enum Read {
    Nothing,
    /// In L1.
    Hit(String),
    /// In the backend.
    Found(String),
}

pub(crate) async fn read(cache: &CacheKit) -> Read {
    match cache.entry(&KEY).get().await.unwrap() {
        None => Read::Nothing,
        Some(read) if Cached::source(&read) == cachekit::Source::L1 => Read::Hit(read.to_string()),
        Some(read) => Read::Found(read.to_string()),
    }
}

pub(crate) fn hit(value: &str) -> Read {
    Read::Hit(value.to_owned())
}

pub(crate) fn found(value: &str) -> Read {
    Read::Found(value.to_owned())
}

pub(crate) async fn set(cache: &CacheKit, value: &str) {
    cache.entry(&KEY).set(value.to_owned()).await.unwrap();
}
