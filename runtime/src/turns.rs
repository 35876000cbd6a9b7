//! Turns: few at a time for one key, in the order in which they came.
//!
//! The writes of one client to one key take turns of one: without them, two sets that overlap could land in the
//! backend in one order and be acknowledged in the other. Loads that cannot be shared take turns of several. Turns
//! are per key, not per stripe of keys: what hangs keeps only its own key waiting.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use foldhash::fast::RandomState;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use crate::rt::{self, Patience};

type Queues = HashMap<Box<str>, Arc<Semaphore>, RandomState>;

/// The keys that somebody has a turn at.
pub(crate) struct Turns {
    at_once: usize,
    queues: Mutex<Queues>,
}

/// A turn at one key, until it is dropped.
pub(crate) struct Turn<'a> {
    // Given back before the ticket looks whether anybody else wants the key.
    _permit: Option<OwnedSemaphorePermit>,
    _ticket: Ticket<'a>,
}

/// A place in the queue of one key.
struct Ticket<'a> {
    turns: &'a Turns,
    key: Box<str>,
    queue: Option<Arc<Semaphore>>,
}

impl Turns {
    /// Turns of so many at once.
    pub(crate) fn of(at_once: usize) -> Self {
        Self { at_once, queues: Mutex::default() }
    }

    /// Waits for a turn at `key`. First come, first served; dropping the future gives the place up.
    pub(crate) async fn take(&self, key: &str) -> Turn<'_> {
        let queue = {
            let mut queues = self.queues();
            Arc::clone(queues.entry(key.into()).or_insert_with(|| Arc::new(Semaphore::new(self.at_once))))
        };
        let ticket = Ticket { turns: self, key: key.into(), queue: Some(Arc::clone(&queue)) };
        // Never closed, so there always is a permit in the end.
        Turn { _permit: queue.acquire_owned().await.ok(), _ticket: ticket }
    }

    /// Waits for a turn at each of several keys, for so long in all. `None`: it did not come in time.
    ///
    /// Who wants several holds one while it waits for the next. So the keys have to come sorted: two that take the same
    /// keys in one order never wait for each other.
    pub(crate) async fn take_each<'k>(
        &self,
        sorted: impl Iterator<Item = &'k str>,
        limit: Duration,
    ) -> Vec<Option<Turn<'_>>> {
        let patience = Patience::new(limit);
        let mut turns = Vec::new();
        for key in sorted {
            // One that is free is taken at once, however long the others took.
            turns.push(rt::timeout(patience.left(), self.take(key)).await.ok());
        }
        turns
    }

    /// How many keys somebody has a turn at or waits for.
    pub(crate) fn len(&self) -> usize {
        self.queues().len()
    }

    fn queues(&self) -> MutexGuard<'_, Queues> {
        self.queues.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Ticket<'_> {
    fn drop(&mut self) {
        let mut queues = self.turns.queues();
        // Ours goes while the map is locked, so that of two that leave together the second sees that it is the last.
        drop(self.queue.take());
        if queues.get(&self.key).is_some_and(|queue| Arc::strong_count(queue) == 1) {
            queues.remove(&self.key);
        }
    }
}
