//! The flights under way, by key.

use std::collections::HashMap;
use std::hash::BuildHasher;
use std::pin::pin;
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};

use foldhash::fast::RandomState;
use tokio::sync::Notify;

use super::held::{FlightId, is_held};

/// Enough for flights of many keys not to meet at one lock.
const SHARDS: usize = 16;

/// The flights of one region. `O` is what a flight lands with.
pub(crate) struct FlightTable<O> {
    shards: [Mutex<Shard<O>>; SHARDS],
    hash: RandomState,
}

type Shard<O> = HashMap<Box<str>, Arc<Flight<O>>, RandomState>;

struct Flight<O> {
    /// `None` inside: the leader left without an outcome.
    outcome: OnceLock<Option<O>>,
    landed: Notify,
}

/// What a caller that missed has to do.
pub(crate) enum Role<'a, O> {
    /// Load.
    Lead(Leader<'a, O>),
    /// Wait for the caller that loads.
    Wait(Waiter<O>),
    /// Load alone: this is a call from inside the loader of the same key.
    Reenter,
}

/// The claim of the caller that loads. Dropped without landing, it frees the key for the next.
pub(crate) struct Leader<'a, O> {
    table: &'a FlightTable<O>,
    key: Box<str>,
    flight: Arc<Flight<O>>,
}

/// The ticket of a caller that waits.
pub(crate) struct Waiter<O>(Arc<Flight<O>>);

impl<O: Clone> FlightTable<O> {
    pub(crate) fn new() -> Self {
        Self { shards: std::array::from_fn(|_| Mutex::default()), hash: RandomState::default() }
    }

    /// Joins the flight of `key`, or begins one.
    pub(crate) fn join(&self, key: &str) -> Role<'_, O> {
        let mut shard = self.shard(key);
        if let Some(flight) = shard.get(key) {
            return if is_held(flight.id()) { Role::Reenter } else { Role::Wait(Waiter(Arc::clone(flight))) };
        }
        let flight = Arc::new(Flight { outcome: OnceLock::new(), landed: Notify::new() });
        shard.insert(key.into(), Arc::clone(&flight));
        Role::Lead(Leader { table: self, key: key.into(), flight })
    }

    /// Lets no further caller join the flight of `key`: what it brings is older than something that was acknowledged.
    /// Those that wait for it get its outcome all the same, since they came before.
    pub(crate) fn forget(&self, key: &str) {
        self.shard(key).remove(key);
    }

    /// As [`forget`](Self::forget), for every key.
    pub(crate) fn forget_all(&self) {
        for shard in &self.shards {
            lock(shard).clear();
        }
    }

    /// How many flights are under way.
    pub(crate) fn len(&self) -> usize {
        self.shards.iter().map(|shard| lock(shard).len()).sum()
    }
}

impl<O> FlightTable<O> {
    fn shard(&self, key: &str) -> MutexGuard<'_, Shard<O>> {
        #[expect(clippy::cast_possible_truncation, reason = "the low bits choose the shard")]
        let shard = self.hash.hash_one(key) as usize % SHARDS;
        lock(&self.shards[shard])
    }
}

impl<O> Leader<'_, O> {
    pub(crate) fn id(&self) -> FlightId {
        self.flight.id()
    }

    /// Gives everybody that waits the outcome and ends the flight.
    pub(crate) fn land(self, outcome: O) {
        // Set by nobody else: `Drop` comes after, and finds it set.
        let _ = self.flight.outcome.set(Some(outcome));
    }
}

impl<O> Drop for Leader<'_, O> {
    fn drop(&mut self) {
        let _ = self.flight.outcome.set(None);
        let mut shard = self.table.shard(&self.key);
        // By identity: the key may be in the air again.
        if shard.get(&self.key).is_some_and(|flight| Arc::ptr_eq(flight, &self.flight)) {
            shard.remove(&self.key);
        }
        drop(shard);
        self.flight.landed.notify_waiters();
    }
}

impl<O: Clone> Waiter<O> {
    /// Waits for the flight to end; `None` when its leader was cancelled.
    pub(crate) async fn outcome(self) -> Option<O> {
        let mut landed = pin!(self.0.landed.notified());
        // Registered before the check, so that a landing in between is not missed.
        landed.as_mut().enable();
        if self.0.outcome.get().is_none() {
            landed.await;
        }
        self.0.outcome.get().cloned().flatten()
    }
}

impl<O> Flight<O> {
    /// Its address, which is nobody else's while somebody holds it.
    fn id(self: &Arc<Self>) -> FlightId {
        FlightId(Arc::as_ptr(self) as usize)
    }
}

fn lock<O>(shard: &Mutex<Shard<O>>) -> MutexGuard<'_, Shard<O>> {
    // A panic inside the lock leaves a map that was changed as a whole or not at all.
    shard.lock().unwrap_or_else(PoisonError::into_inner)
}
