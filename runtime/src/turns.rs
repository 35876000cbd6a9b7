//! Turns: the writes of one client to one key reach the backend one after the other.
//!
//! Without them, two sets that overlap could land in the backend in one order and be acknowledged in the other.
//! Turns are per key, not per stripe of keys: a write that hangs keeps only its own key waiting.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use foldhash::fast::RandomState;
use tokio::sync::{Mutex as AsyncMutex, OwnedMutexGuard};

type Waiting = HashMap<Box<str>, Arc<AsyncMutex<()>>, RandomState>;

/// The keys that are being written.
#[derive(Default)]
pub(crate) struct Turns {
    keys: Mutex<Waiting>,
}

/// The right to write one key, until it is dropped.
pub(crate) struct Turn<'a> {
    // Given back before the ticket looks whether anybody else wants the key.
    _guard: OwnedMutexGuard<()>,
    _ticket: Ticket<'a>,
}

/// A place in the queue of one key.
struct Ticket<'a> {
    turns: &'a Turns,
    key: Box<str>,
    queue: Option<Arc<AsyncMutex<()>>>,
}

impl Turns {
    /// Waits until all earlier writes of `key` are over. First come, first served; dropping the future gives the
    /// place up.
    pub(crate) async fn take(&self, key: &str) -> Turn<'_> {
        let queue = Arc::clone(self.keys().entry(key.into()).or_default());
        let ticket = Ticket { turns: self, key: key.into(), queue: Some(Arc::clone(&queue)) };
        Turn { _guard: queue.lock_owned().await, _ticket: ticket }
    }

    /// How many keys are being written or waited for.
    pub(crate) fn len(&self) -> usize {
        self.keys().len()
    }

    fn keys(&self) -> MutexGuard<'_, Waiting> {
        self.keys.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Ticket<'_> {
    fn drop(&mut self) {
        let mut keys = self.turns.keys();
        // Ours goes while the map is locked, so that of two that leave together the second sees that it is the last.
        drop(self.queue.take());
        if keys.get(&self.key).is_some_and(|queue| Arc::strong_count(queue) == 1) {
            keys.remove(&self.key);
        }
    }
}
