//! A backend that counts and fails, and loaders that note what they were asked for.

use std::collections::HashSet;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use async_trait::async_trait;
use cachekit::ManualClock;
use cachekit::backend::memory::MemoryBackend;
use cachekit::backend::{
    Backend, ConditionalBackend, Fetched, FreshFor, HealthStatus, Lease, LeasingBackend, LockableBackend,
    SetEntry,
};
use cachekit::error::BackendError;
use cachekit::prelude::*;
use tokio::sync::{Notify, Semaphore};
use tokio::task::JoinHandle;

#[derive(Debug, PartialEq, Eq, Hash, CacheRegion)]
#[cache(namespace = "users", key = "name:{id}", value = String, ttl = "5m")]
pub(crate) struct Name {
    pub(crate) id: u64,
}

pub(crate) fn keys(ids: &[u64]) -> Vec<Name> {
    ids.iter().map(|&id| Name { id }).collect()
}

pub(crate) fn texts<T: std::ops::Deref<Target = String>>(values: Vec<Option<T>>) -> Vec<Option<String>> {
    values.into_iter().map(|value| value.as_deref().cloned()).collect()
}

pub(crate) fn owned(texts: &[Option<&str>]) -> Vec<Option<String>> {
    texts.iter().map(|text| text.map(str::to_owned)).collect()
}

/// What [`Source`] loads for these ids.
pub(crate) fn loaded(ids: &[u64]) -> Vec<Option<String>> {
    ids.iter().map(|id| Some(format!("user {id}"))).collect()
}

pub(crate) const LEASE: Duration = Duration::from_secs(5);

/// What a backend of these tests can do beyond keeping bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Can {
    Lease,
    Lock,
    Nothing,
}

/// A call of the backend, and how many keys it was for.
pub(crate) type Call = (&'static str, usize);

/// A backend that all clients of one test are on.
pub(crate) struct Shelf {
    pub(crate) memory: MemoryBackend,
    can: Can,
    calls: Mutex<Vec<Call>>,
    /// Keys for which every call fails.
    broken: Mutex<HashSet<String>>,
    holds: AtomicBool,
    go: Semaphore,
}

impl Shelf {
    pub(crate) fn new() -> Arc<Self> {
        Self::on(Can::Nothing, &ManualClock::default())
    }

    /// On a clock that goes with tokio's, which the tests do not wait for.
    pub(crate) fn that(can: Can) -> Arc<Self> {
        let clock = ManualClock::default();
        let shelf = Self::on(can, &clock);
        tokio::spawn(async move {
            loop {
                tokio::time::sleep(Duration::from_millis(1)).await;
                clock.advance(Duration::from_millis(1));
            }
        });
        shelf
    }

    fn on(can: Can, clock: &ManualClock) -> Arc<Self> {
        Arc::new(Self {
            memory: MemoryBackend::on_clock(clock),
            can,
            calls: Mutex::default(),
            broken: Mutex::default(),
            holds: AtomicBool::new(false),
            go: Semaphore::new(0),
        })
    }

    pub(crate) fn builder(self: &Arc<Self>) -> CacheKitBuilder {
        CacheKit::builder().backend(Arc::clone(self) as Arc<dyn Backend>).load_lease(LEASE)
    }

    pub(crate) fn client(self: &Arc<Self>) -> CacheKit {
        self.builder().build().unwrap()
    }

    /// The calls since this was asked before.
    pub(crate) fn calls(&self) -> Vec<Call> {
        std::mem::take(&mut self.calls.lock().unwrap())
    }

    pub(crate) fn count(&self, call: &str) -> usize {
        self.calls.lock().unwrap().iter().filter(|(name, _)| *name == call).count()
    }

    pub(crate) fn break_key(&self, key: &str) {
        self.broken.lock().unwrap().insert(key.to_owned());
    }

    /// From now on calls of many keys wait before they are answered; what they read was read before.
    pub(crate) fn hold(&self) {
        self.holds.store(true, Ordering::SeqCst);
    }

    /// From now on they do not, and those that wait go on.
    pub(crate) fn let_go(&self) {
        self.holds.store(false, Ordering::SeqCst);
        self.go.add_permits(Semaphore::MAX_PERMITS / 2);
    }

    pub(crate) async fn has(&self, id: u64) -> bool {
        self.memory.exists(&format!("users:name:{id}")).await.unwrap()
    }

    /// Takes the lease of a key, as a process that dies then.
    pub(crate) async fn lease_and_die(&self, id: u64) {
        let lease = self.memory.lease(&format!("users:name:{id}"), None, LEASE).await.unwrap();
        assert!(matches!(lease, Lease::Taken(_)), "{lease:?}");
    }

    fn called(&self, name: &'static str, keys: usize) {
        self.calls.lock().unwrap().push((name, keys));
    }

    fn works(&self, key: &str) -> Result<(), BackendError> {
        let is_broken = self.broken.lock().unwrap().contains(key);
        if is_broken { Err(BackendError::permanent("this key is broken")) } else { Ok(()) }
    }

    async fn pass(&self) {
        if self.holds.load(Ordering::SeqCst) {
            drop(self.go.acquire().await);
        }
    }
}

#[async_trait]
impl Backend for Shelf {
    async fn get(&self, key: &str) -> Result<Option<Vec<u8>>, BackendError> {
        self.called("get", 1);
        self.works(key)?;
        self.memory.get(key).await
    }

    async fn set(&self, key: &str, value: Vec<u8>, ttl: Option<Duration>) -> Result<(), BackendError> {
        self.called("set", 1);
        self.works(key)?;
        self.memory.set(key, value, ttl).await
    }

    async fn delete(&self, key: &str) -> Result<bool, BackendError> {
        self.called("delete", 1);
        self.works(key)?;
        self.memory.delete(key).await
    }

    async fn exists(&self, key: &str) -> Result<bool, BackendError> {
        self.memory.exists(key).await
    }

    async fn health(&self) -> Result<HealthStatus, BackendError> {
        self.memory.health().await
    }

    async fn get_many(&self, keys: &[&str]) -> Vec<Result<Option<Fetched>, BackendError>> {
        self.called("get_many", keys.len());
        let mut answers = Vec::new();
        for key in keys {
            let read = match self.works(key) {
                Ok(()) => self.memory.get(key).await,
                Err(error) => Err(error),
            };
            answers.push(read.map(|read| read.map(|bytes| Fetched::new(bytes, FreshFor::Unknown))));
        }
        self.pass().await;
        answers
    }

    async fn set_many(&self, entries: Vec<SetEntry<'_>>) -> Vec<Result<(), BackendError>> {
        self.called("set_many", entries.len());
        self.pass().await;
        let mut answers = Vec::new();
        for SetEntry { key, value, ttl } in entries {
            answers.push(match self.works(key) {
                Ok(()) => self.memory.set(key, value, ttl).await,
                Err(error) => Err(error),
            });
        }
        answers
    }

    async fn delete_many(&self, keys: &[&str]) -> Vec<Result<bool, BackendError>> {
        self.called("delete_many", keys.len());
        self.pass().await;
        let mut answers = Vec::new();
        for key in keys {
            answers.push(match self.works(key) {
                Ok(()) => self.memory.delete(key).await,
                Err(error) => Err(error),
            });
        }
        answers
    }

    fn as_leasing(&self) -> Option<&dyn LeasingBackend> {
        (self.can == Can::Lease).then_some(self)
    }

    fn as_lockable(&self) -> Option<&dyn LockableBackend> {
        if self.can == Can::Lock { self.memory.as_lockable() } else { None }
    }

    fn as_conditional(&self) -> Option<&dyn ConditionalBackend> {
        if self.can == Can::Nothing { None } else { self.memory.as_conditional() }
    }
}

#[async_trait]
impl LeasingBackend for Shelf {
    async fn lease(&self, key: &str, seen: Option<&[u8]>, lifetime: Duration) -> Result<Lease, BackendError> {
        self.called("lease", 1);
        self.memory.lease(key, seen, lifetime).await
    }

    async fn renew_lease(&self, key: &str, token: &str, lifetime: Duration) -> Result<bool, BackendError> {
        self.called("renew", 1);
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
        self.called("fill", 1);
        self.memory.fill(key, seen, value, ttl, token).await
    }

    async fn release_lease(&self, key: &str, token: &str) -> Result<bool, BackendError> {
        self.called("release", 1);
        self.memory.release_lease(key, token).await
    }
}

/// The error of [`Source::failing`].
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Down;

/// What a load of many keys comes back with, each key for itself.
pub(crate) type Results = Vec<Result<Option<String>, LoadError<Down>>>;

/// A loader that notes what it was asked for, says when it begins, and ends when the test lets it.
#[derive(Clone)]
pub(crate) struct Source {
    asked: Arc<Mutex<Vec<Vec<u64>>>>,
    begun: Arc<Notify>,
    go: Arc<Semaphore>,
}

impl Source {
    /// One whose loads wait.
    pub(crate) fn held() -> Self {
        Self { asked: Arc::default(), begun: Arc::default(), go: Arc::new(Semaphore::new(0)) }
    }

    /// One whose loads end at once.
    pub(crate) fn new() -> Self {
        let source = Self::held();
        source.let_go();
        source
    }

    /// Every load, now and later, goes on.
    pub(crate) fn let_go(&self) {
        self.go.add_permits(Semaphore::MAX_PERMITS / 2);
    }

    /// What each run of the loader was asked for, since this was asked before.
    pub(crate) fn asked(&self) -> Vec<Vec<u64>> {
        std::mem::take(&mut self.asked.lock().unwrap())
    }

    /// Waits until a loader runs.
    pub(crate) async fn begun(&self) {
        self.begun.notified().await;
    }

    pub(crate) async fn run(&self, ids: Vec<u64>) {
        self.asked.lock().unwrap().push(ids);
        self.begun.notify_one();
        drop(self.go.acquire().await);
    }

    async fn rows(&self, missing: Vec<&Name>) -> Result<Vec<(Name, String)>, Down> {
        let ids: Vec<_> = missing.iter().map(|key| key.id).collect();
        self.run(ids.clone()).await;
        // As rows of a database: in an order of their own.
        Ok(ids.into_iter().rev().map(|id| (Name { id }, format!("user {id}"))).collect())
    }

    /// Loads these keys, each result for itself.
    pub(crate) async fn load(&self, cache: &CacheKit, ids: &[u64]) -> Results {
        let keys = keys(ids);
        let loaded = cache.entries(&keys).get_or_load(|missing| self.rows(missing)).await;
        match loaded {
            Ok(values) => texts(values).into_iter().map(Ok).collect(),
            Err(error) => {
                let text = |value: Option<Cached<String>>| value.as_deref().cloned();
                error.into_results().into_iter().map(|result| result.map(text)).collect()
            }
        }
    }

    /// Loads these keys, which must not fail.
    pub(crate) async fn load_all(&self, cache: &CacheKit, ids: &[u64]) -> Vec<Option<String>> {
        self.load(cache, ids).await.into_iter().map(Result::unwrap).collect()
    }

    /// Loads these keys in a task of its own.
    pub(crate) fn spawn(&self, cache: &CacheKit, ids: &[u64]) -> JoinHandle<Vec<Option<String>>> {
        let (source, cache, ids) = (self.clone(), cache.clone(), ids.to_vec());
        tokio::spawn(async move { source.load_all(&cache, &ids).await })
    }

    /// Loads these keys in a task of its own, and waits until the loader runs.
    pub(crate) async fn begin(&self, cache: &CacheKit, ids: &[u64]) -> JoinHandle<Vec<Option<String>>> {
        let load = self.spawn(cache, ids);
        self.begun().await;
        load
    }

    /// Loads one key by itself in a task of its own.
    pub(crate) fn spawn_one(&self, cache: &CacheKit, id: u64) -> JoinHandle<String> {
        let (source, cache) = (self.clone(), cache.clone());
        tokio::spawn(async move {
            let load = || async {
                source.run(vec![id]).await;
                Ok::<_, Down>(format!("user {id}"))
            };
            cache.entry(&Name { id }).get_or_load(load).await.unwrap().to_string()
        })
    }
}

/// Lets everybody else have a turn, often.
pub(crate) async fn settle() {
    for _ in 0..100 {
        tokio::task::yield_now().await;
    }
}

/// Awaits what has to end.
pub(crate) async fn ends<T>(work: impl Future<Output = T>) -> T {
    tokio::time::timeout(Duration::from_secs(3600), work).await.expect("it ends")
}

pub(crate) fn assert_nothing_left(cache: &CacheKit) {
    let stats = cache.stats();
    assert!(stats.regions.iter().all(|region| region.loads_in_flight == 0), "{stats:?}");
    assert_eq!(stats.writes_in_flight, 0);
}
