//! Clients that share a backend, which counts what it is asked.

use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use async_trait::async_trait;
use cachekit::ManualClock;
use cachekit::backend::memory::MemoryBackend;
use cachekit::backend::{Backend, ConditionalBackend, HealthStatus, Lease, LeasingBackend, LockableBackend};
use cachekit::error::BackendError;
use cachekit::prelude::*;
use tokio::sync::{Notify, Semaphore};
use tokio::task::JoinHandle;

#[derive(CacheRegion)]
#[cache(namespace = "users", key = "name:{id}", value = String, ttl = "5m")]
pub(crate) struct Name {
    pub(crate) id: u64,
}

pub(crate) const KEY: Name = Name { id: 42 };
pub(crate) const STORAGE_KEY: &str = "users:name:42";

pub(crate) const LEASE: Duration = Duration::from_secs(5);

/// What a backend of these tests can do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Can {
    Lease,
    Lock,
    Nothing,
}

/// A backend that all clients of one test are on.
pub(crate) struct Shared {
    memory: MemoryBackend,
    can: Can,
    counts: Mutex<HashMap<&'static str, usize>>,
    /// Whether leases and locks are answered with an error.
    fails: AtomicBool,
}

impl Shared {
    /// On a clock that goes with tokio's, which the tests do not wait for.
    pub(crate) fn new(can: Can) -> Arc<Self> {
        let clock = ManualClock::default();
        let memory = MemoryBackend::on_clock(&clock);
        tokio::spawn(async move {
            loop {
                tokio::time::sleep(Duration::from_millis(1)).await;
                clock.advance(Duration::from_millis(1));
            }
        });
        Arc::new(Self { memory, can, counts: Mutex::default(), fails: AtomicBool::new(false) })
    }

    /// A client of its own, as another process would have one.
    pub(crate) fn client(self: &Arc<Self>) -> CacheKit {
        self.builder().build().unwrap()
    }

    pub(crate) fn builder(self: &Arc<Self>) -> CacheKitBuilder {
        CacheKit::builder().backend(Arc::clone(self) as Arc<dyn Backend>).load_lease(LEASE)
    }

    pub(crate) fn count(&self, call: &'static str) -> usize {
        self.counts.lock().unwrap().get(call).copied().unwrap_or_default()
    }

    pub(crate) fn fail(&self) {
        self.fails.store(true, Ordering::SeqCst);
    }

    pub(crate) fn recover(&self) {
        self.fails.store(false, Ordering::SeqCst);
    }

    /// What stands under [`KEY`].
    pub(crate) async fn stored(&self) -> Option<Vec<u8>> {
        self.memory.get(STORAGE_KEY).await.unwrap()
    }

    /// Takes the lease of [`KEY`], as a process that dies then.
    pub(crate) async fn lease_and_die(&self) {
        let lease = self.memory.lease(STORAGE_KEY, None, LEASE).await.unwrap();
        assert!(matches!(lease, Lease::Taken(_)), "{lease:?}");
    }

    fn called(&self, call: &'static str) -> Result<(), BackendError> {
        *self.counts.lock().unwrap().entry(call).or_default() += 1;
        let fails = self.fails.load(Ordering::SeqCst) && matches!(call, "lease" | "lock");
        if fails { Err(BackendError::transient("not now")) } else { Ok(()) }
    }
}

#[async_trait]
impl Backend for Shared {
    async fn get(&self, key: &str) -> Result<Option<Vec<u8>>, BackendError> {
        self.called("get")?;
        self.memory.get(key).await
    }

    async fn set(&self, key: &str, value: Vec<u8>, ttl: Option<Duration>) -> Result<(), BackendError> {
        self.called("set")?;
        self.memory.set(key, value, ttl).await
    }

    async fn delete(&self, key: &str) -> Result<bool, BackendError> {
        self.called("delete")?;
        self.memory.delete(key).await
    }

    async fn exists(&self, key: &str) -> Result<bool, BackendError> {
        self.memory.exists(key).await
    }

    async fn health(&self) -> Result<HealthStatus, BackendError> {
        self.memory.health().await
    }

    fn as_leasing(&self) -> Option<&dyn LeasingBackend> {
        (self.can == Can::Lease).then_some(self)
    }

    fn as_lockable(&self) -> Option<&dyn LockableBackend> {
        (self.can != Can::Nothing).then_some(self)
    }

    fn as_conditional(&self) -> Option<&dyn ConditionalBackend> {
        self.memory.as_conditional()
    }
}

#[async_trait]
impl LeasingBackend for Shared {
    async fn lease(&self, key: &str, seen: Option<&[u8]>, lifetime: Duration) -> Result<Lease, BackendError> {
        self.called("lease")?;
        self.memory.lease(key, seen, lifetime).await
    }

    async fn renew_lease(&self, key: &str, token: &str, lifetime: Duration) -> Result<bool, BackendError> {
        self.called("renew")?;
        self.memory.renew_lease(key, token, lifetime).await
    }

    async fn fill(
        &self,
        key: &str,
        seen: Option<&[u8]>,
        value: Vec<u8>,
        ttl: Option<Duration>,
        token: &str,
    ) -> Result<bool, BackendError> {
        self.called("fill")?;
        self.memory.fill(key, seen, value, ttl, token).await
    }

    async fn release_lease(&self, key: &str, token: &str) -> Result<bool, BackendError> {
        self.called("release")?;
        self.memory.release_lease(key, token).await
    }
}

#[async_trait]
impl LockableBackend for Shared {
    async fn acquire_lock(&self, key: &str, timeout_ms: u64) -> Result<Option<String>, BackendError> {
        self.called("lock")?;
        self.memory.acquire_lock(key, timeout_ms).await
    }

    async fn renew_lock(&self, key: &str, lock_id: &str, timeout_ms: u64) -> Result<bool, BackendError> {
        self.called("renew")?;
        self.memory.renew_lock(key, lock_id, timeout_ms).await
    }

    async fn release_lock(&self, key: &str, lock_id: &str) -> Result<bool, BackendError> {
        self.called("release")?;
        self.memory.release_lock(key, lock_id).await
    }
}

/// A loader that counts its runs, says when one begins, and ends when the test lets it.
#[derive(Clone)]
pub(crate) struct Source {
    loads: Arc<AtomicUsize>,
    begun: Arc<Notify>,
    go: Arc<Semaphore>,
}

impl Source {
    pub(crate) fn new() -> Self {
        Self { loads: Arc::default(), begun: Arc::default(), go: Arc::new(Semaphore::new(0)) }
    }

    /// Every load, now and later, goes on.
    pub(crate) fn let_go(&self) {
        self.go.add_permits(Semaphore::MAX_PERMITS / 2);
    }

    pub(crate) fn loads(&self) -> usize {
        self.loads.load(Ordering::SeqCst)
    }

    /// Begins a load of [`KEY`] on its own, and waits until the loader runs.
    pub(crate) async fn begin(&self, cache: &CacheKit, value: &str) -> JoinHandle<String> {
        let load = self.spawn(cache, value);
        self.begun.notified().await;
        load
    }

    /// Loads [`KEY`] in a task of its own.
    pub(crate) fn spawn(&self, cache: &CacheKit, value: &str) -> JoinHandle<String> {
        let (source, cache, value) = (self.clone(), cache.clone(), value.to_owned());
        tokio::spawn(async move { source.load(&cache, &value).await })
    }

    async fn load(&self, cache: &CacheKit, value: &str) -> String {
        let load = || async {
            self.loads.fetch_add(1, Ordering::SeqCst);
            let read = value.to_owned();
            self.begun.notify_one();
            drop(self.go.acquire().await);
            Ok::<_, CachekitError>(read)
        };
        cache.entry(&KEY).get_or_load(load).await.unwrap().to_string()
    }
}

/// Loads [`KEY`] at once.
pub(crate) async fn load(cache: &CacheKit, value: &str) -> String {
    let value = cache.entry(&KEY).get_or_load(async || Ok::<_, CachekitError>(value.to_owned())).await;
    value.unwrap().to_string()
}
