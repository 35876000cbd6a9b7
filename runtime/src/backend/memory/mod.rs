//! Entries in this process: the reference backend, always built.

mod tokens;
mod watchers;

use std::collections::HashMap;
use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use async_trait::async_trait;

use self::tokens::Tokens;
use self::watchers::Watchers;
use super::{
    Backend, ConditionalBackend, Fetched, FreshFor, HealthStatus, Lease, LeasingBackend, LockableBackend,
    TtlInspectable, Watch, WatchableBackend, Watcher,
};
use crate::error::BackendError;
use crate::rt::Clock;

/// A backend that keeps its entries in the memory of this process.
///
/// It shares nothing with other processes and forgets everything when it is dropped. Expired entries are dropped
/// when they are met and, all at once, each time the number of entries has doubled, so that memory follows the
/// number of live entries.
pub struct MemoryBackend {
    clock: Clock,
    state: Mutex<State>,
    /// Told after the state was changed and let go.
    watchers: Watchers,
}

#[derive(Default)]
struct State {
    entries: HashMap<String, Entry>,
    sweep_at: usize,
    locks: Tokens,
    leases: Tokens,
}

struct Entry {
    bytes: Box<[u8]>,
    expires: Option<u64>,
}

/// Below this number of entries a sweep is not worth its walk.
const SWEEP_FROM: usize = 1024;

impl MemoryBackend {
    /// An empty store on the system's clock.
    pub fn new() -> Self {
        Self::with_clock(Clock::default())
    }

    /// An empty store on a clock that tests move by hand.
    #[cfg(any(test, feature = "testing"))]
    pub fn on_clock(clock: &crate::rt::ManualClock) -> Self {
        Self::with_clock(Clock::manual(clock))
    }

    pub(crate) fn with_clock(clock: Clock) -> Self {
        let state = Mutex::new(State { sweep_at: SWEEP_FROM, ..State::default() });
        Self { clock, state, watchers: Watchers::default() }
    }

    /// How many entries are held, expired ones that were not met yet included.
    pub fn len(&self) -> usize {
        self.state().entries.len()
    }

    /// Whether nothing is held.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    fn read(&self, key: &str) -> Option<Vec<u8>> {
        let now = self.clock.ms();
        self.state().live(key, now).map(|entry| entry.bytes.to_vec())
    }

    /// No panic can leave the maps half-changed, so a poisoned lock is as good as any.
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn deadline(&self, ttl: Duration) -> u64 {
        self.clock.ms().saturating_add(millis(ttl).max(1))
    }
}

fn millis(time: Duration) -> u64 {
    u64::try_from(time.as_millis()).unwrap_or(u64::MAX)
}

impl State {
    fn live(&mut self, key: &str, now: u64) -> Option<&mut Entry> {
        if self.entries.get(key)?.is_expired(now) {
            self.entries.remove(key);
        }
        self.entries.get_mut(key)
    }

    fn holds(&mut self, key: &str, now: u64) -> Option<&[u8]> {
        self.live(key, now).map(|entry| &*entry.bytes)
    }

    fn insert(&mut self, key: &str, bytes: Vec<u8>, expires: Option<u64>, now: u64) {
        self.entries.insert(key.to_owned(), Entry { bytes: bytes.into(), expires });
        self.sweep(now);
    }

    fn sweep(&mut self, now: u64) {
        if self.entries.len() < self.sweep_at {
            return;
        }
        self.entries.retain(|_, entry| !entry.is_expired(now));
        self.sweep_at = (self.entries.len() * 2).max(SWEEP_FROM);
    }
}

impl Entry {
    fn is_expired(&self, now: u64) -> bool {
        self.expires.is_some_and(|expires| now >= expires)
    }
}

impl Default for MemoryBackend {
    fn default() -> Self {
        Self::new()
    }
}

impl fmt::Debug for MemoryBackend {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("MemoryBackend").field("entries", &self.len()).finish()
    }
}

#[async_trait]
impl Backend for MemoryBackend {
    async fn get(&self, key: &str) -> Result<Option<Vec<u8>>, BackendError> {
        Ok(self.read(key))
    }

    async fn get_with_freshness(&self, key: &str) -> Result<Option<Fetched>, BackendError> {
        Ok(self.read(key).map(|bytes| Fetched::new(bytes, FreshFor::Unknown)))
    }

    /// Nothing is waited for.
    fn read_limit(&self) -> Option<Duration> {
        Some(Duration::ZERO)
    }

    async fn set(&self, key: &str, value: Vec<u8>, ttl: Option<Duration>) -> Result<(), BackendError> {
        let expires = ttl.map(|ttl| self.deadline(ttl));
        let now = self.clock.ms();
        let mut state = self.state();
        state.leases.end(key);
        state.insert(key, value, expires, now);
        drop(state);
        self.watchers.tell(key);
        Ok(())
    }

    async fn delete(&self, key: &str) -> Result<bool, BackendError> {
        let now = self.clock.ms();
        let mut state = self.state();
        state.leases.end(key);
        let removed = state.entries.remove(key);
        drop(state);
        self.watchers.tell(key);
        Ok(removed.is_some_and(|entry| !entry.is_expired(now)))
    }

    async fn exists(&self, key: &str) -> Result<bool, BackendError> {
        let now = self.clock.ms();
        Ok(self.state().live(key, now).is_some())
    }

    async fn health(&self) -> Result<HealthStatus, BackendError> {
        let mut status = HealthStatus::healthy("memory");
        status.details.insert("entries".to_owned(), self.len().to_string());
        Ok(status)
    }

    fn as_ttl_inspectable(&self) -> Option<&dyn TtlInspectable> {
        Some(self)
    }

    fn as_lockable(&self) -> Option<&dyn LockableBackend> {
        Some(self)
    }

    fn as_leasing(&self) -> Option<&dyn LeasingBackend> {
        Some(self)
    }

    fn as_watchable(&self) -> Option<&dyn WatchableBackend> {
        Some(self)
    }

    fn as_conditional(&self) -> Option<&dyn ConditionalBackend> {
        Some(self)
    }
}

#[async_trait]
impl TtlInspectable for MemoryBackend {
    async fn ttl(&self, key: &str) -> Result<Option<Duration>, BackendError> {
        let now = self.clock.ms();
        let expires = self.state().live(key, now).and_then(|entry| entry.expires);
        Ok(expires.map(|expires| Duration::from_millis(expires.saturating_sub(now))))
    }

    async fn refresh_ttl(&self, key: &str, ttl: Duration) -> Result<bool, BackendError> {
        let expires = self.deadline(ttl);
        let now = self.clock.ms();
        let mut state = self.state();
        let Some(entry) = state.live(key, now) else { return Ok(false) };
        entry.expires = Some(expires);
        drop(state);
        self.watchers.tell(key);
        Ok(true)
    }
}

#[async_trait]
impl LockableBackend for MemoryBackend {
    async fn acquire_lock(&self, key: &str, timeout_ms: u64) -> Result<Option<String>, BackendError> {
        let now = self.clock.ms();
        Ok(self.state().locks.take(key, now, timeout_ms).ok())
    }

    async fn release_lock(&self, key: &str, lock_id: &str) -> Result<bool, BackendError> {
        let now = self.clock.ms();
        Ok(self.state().locks.give_back(key, lock_id, now))
    }

    async fn renew_lock(&self, key: &str, lock_id: &str, timeout_ms: u64) -> Result<bool, BackendError> {
        let now = self.clock.ms();
        Ok(self.state().locks.renew(key, lock_id, now, timeout_ms))
    }
}

#[async_trait]
impl LeasingBackend for MemoryBackend {
    async fn lease(&self, key: &str, seen: Option<&[u8]>, lifetime: Duration) -> Result<Lease, BackendError> {
        let now = self.clock.ms();
        let mut state = self.state();
        if let Some(left) = state.leases.left(key, now) {
            return Ok(Lease::Held(Duration::from_millis(left)));
        }
        if let Some(bytes) = state.holds(key, now).filter(|bytes| Some(*bytes) != seen) {
            return Ok(Lease::Changed(bytes.to_vec()));
        }
        let taken = state.leases.take(key, now, millis(lifetime));
        Ok(taken.map_or_else(|left| Lease::Held(Duration::from_millis(left)), Lease::Taken))
    }

    async fn renew_lease(&self, key: &str, token: &str, lifetime: Duration) -> Result<bool, BackendError> {
        let now = self.clock.ms();
        Ok(self.state().leases.renew(key, token, now, millis(lifetime)))
    }

    async fn fill(
        &self,
        key: &str,
        seen: Option<&[u8]>,
        value: Vec<u8>,
        ttl: Option<Duration>,
        token: &str,
    ) -> Result<bool, BackendError> {
        let expires = ttl.map(|ttl| self.deadline(ttl));
        let now = self.clock.ms();
        let mut state = self.state();
        let may = state.leases.give_back(key, token, now)
            && state.holds(key, now).is_none_or(|bytes| Some(bytes) == seen);
        if may {
            state.insert(key, value, expires, now);
            drop(state);
            self.watchers.tell(key);
        }
        Ok(may)
    }

    async fn release_lease(&self, key: &str, token: &str) -> Result<bool, BackendError> {
        let now = self.clock.ms();
        Ok(self.state().leases.give_back(key, token, now))
    }
}

/// Always live: nothing can be lost on the way.
impl WatchableBackend for MemoryBackend {
    fn watch(&self, prefix: &str, watcher: Arc<dyn Watcher>) -> Result<Watch, BackendError> {
        Ok(self.watchers.add(prefix, watcher))
    }
}

#[async_trait]
impl ConditionalBackend for MemoryBackend {
    async fn compare_and_set(
        &self,
        key: &str,
        expected: Option<&[u8]>,
        value: Vec<u8>,
        ttl: Option<Duration>,
    ) -> Result<bool, BackendError> {
        let expires = ttl.map(|ttl| self.deadline(ttl));
        let now = self.clock.ms();
        let mut state = self.state();
        if state.holds(key, now) != expected {
            return Ok(false);
        }
        state.insert(key, value, expires, now);
        drop(state);
        self.watchers.tell(key);
        Ok(true)
    }
}
