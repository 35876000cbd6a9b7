//! What all requests of a server share.

use std::fmt;
use std::io;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use axum::http::StatusCode;
use axum::http::request::Parts;

use crate::clock::Clock;
use crate::locks::Locks;
use crate::rules::{ApiKey, Refusal};
use crate::server::Config;
use crate::storage::Storage;

/// After so many writes, entries that are over are removed.
const WRITES_PER_SWEEP: u64 = 1024;

/// Cheap to clone.
#[derive(Clone)]
pub(crate) struct State {
    shared: Arc<Shared>,
}

struct Shared {
    api_keys: Vec<ApiKey>,
    max_value_bytes: usize,
    clock: Arc<dyn Clock>,
    on_refusal: Option<OnRefusal>,
    on_answer: Option<OnAnswer>,
    /// How many requests are left.
    quota: Option<AtomicU64>,
    locks: Mutex<Locks>,
    storage: Mutex<Box<dyn Storage>>,
    writes: AtomicU64,
}

/// Told of every refused request: its method and the reason.
pub(crate) type OnRefusal = Box<dyn Fn(&str, &Refusal) + Send + Sync>;

/// Told of every answered request: its head, and the status of the answer.
pub(crate) type OnAnswer = Box<dyn Fn(&Parts, StatusCode) + Send + Sync>;

impl State {
    pub(crate) fn new(config: Config) -> Self {
        let Config { listen: _, storage, api_keys, max_value_bytes, quota, clock, on_refusal, on_answer } =
            config;
        let shared = Shared {
            api_keys,
            max_value_bytes,
            clock,
            on_refusal,
            on_answer,
            quota: quota.map(AtomicU64::new),
            locks: Mutex::new(Locks::default()),
            storage: Mutex::new(storage),
            writes: AtomicU64::new(0),
        };
        Self { shared: Arc::new(shared) }
    }

    pub(crate) fn api_keys(&self) -> &[ApiKey] {
        &self.shared.api_keys
    }

    pub(crate) fn max_value_bytes(&self) -> usize {
        self.shared.max_value_bytes
    }

    pub(crate) fn now_ms(&self) -> u64 {
        self.shared.clock.unix_ms()
    }

    pub(crate) fn report(&self, method: &str, refusal: &Refusal) {
        if let Some(on_refusal) = &self.shared.on_refusal {
            on_refusal(method, refusal);
        }
    }

    pub(crate) fn answered(&self, asked: &Parts, status: StatusCode) {
        if let Some(on_answer) = &self.shared.on_answer {
            on_answer(asked, status);
        }
    }

    /// Takes a request off the quota.
    pub(crate) fn spend(&self) -> Result<(), Refusal> {
        let Some(left) = &self.shared.quota else { return Ok(()) };
        let one_less = |left: u64| left.checked_sub(1);
        left.fetch_update(Ordering::Relaxed, Ordering::Relaxed, one_less)
            .map(drop)
            .map_err(|_| Refusal::Quota)
    }

    pub(crate) fn locks(&self) -> MutexGuard<'_, Locks> {
        lock(&self.shared.locks)
    }

    /// Reads from the storage, or changes it in one step that no other request sees half of. It happens on a thread
    /// that may wait for a disk, to its end, also when the client goes away.
    pub(crate) async fn with_storage<T: Send + 'static>(
        &self,
        work: impl FnOnce(&mut dyn Storage, u64) -> io::Result<T> + Send + 'static,
    ) -> Result<T, Refusal> {
        let state = self.clone();
        let done = tokio::task::spawn_blocking(move || {
            let mut storage = lock(&state.shared.storage);
            // Read under the lock, so that later steps have later times.
            let now_ms = state.now_ms();
            work(storage.as_mut(), now_ms)
        });
        match done.await {
            Ok(Ok(found)) => Ok(found),
            Ok(Err(error)) => Err(Refusal::Storage(error.kind())),
            // A storage that panics, or a server that is being dropped.
            Err(_) => Err(Refusal::Storage(io::ErrorKind::Other)),
        }
    }

    /// Counts a write. Now and then it is the one that removes what is over.
    pub(crate) async fn wrote(&self) -> Result<(), Refusal> {
        let writes = self.shared.writes.fetch_add(1, Ordering::Relaxed) + 1;
        if writes.is_multiple_of(WRITES_PER_SWEEP) {
            self.with_storage(Storage::sweep).await?;
        }
        Ok(())
    }
}

/// A panic in a storage is reported to its request; the next one may do better.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl fmt::Debug for State {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("State").finish_non_exhaustive()
    }
}
