//! One key of one region on one client: reading, writing and deleting its entry.

use std::sync::Arc;
use std::time::Duration;

use super::Shared;
use super::region::{Opened, Region, millis};
use super::write::{Filled, L1Place};
use crate::cached::{Cached, Source};
use crate::error::{BackendError, CachekitError};
use crate::fence::{Generation, Place};
use crate::frame::Remaining;
use crate::key::StorageKey;
use crate::l1::Slot;
use crate::rt::Moment;

/// A key with everything it takes to serve it.
pub(crate) struct Access<'a, V> {
    pub(crate) shared: &'a Shared,
    pub(crate) region: &'a Region<V>,
    pub(crate) key: &'a StorageKey,
}

/// What the backend had.
pub(crate) enum Fetched<V> {
    Found {
        value: Cached<V>,
        remaining: Remaining,
    },
    Missing,
    /// An entry, but none that this region can read.
    Unreadable,
    Failed(BackendError),
}

impl<V> Access<'_, V> {
    pub(crate) fn key(&self) -> &str {
        self.key.as_str()
    }

    pub(crate) fn place(&self) -> Place {
        self.shared.fence.place(self.key())
    }

    /// The value, if L1 has it.
    #[inline]
    pub(crate) fn hit(&self) -> Option<Cached<V>> {
        let hit = self.region.l1.get(self.key.as_bytes(), self.key.hash(), self.shared.now().ms)?;
        self.region.counters.l1_hits.one();
        Some(hit)
    }

    /// The value, if the backend has it: for reads that have no loader.
    pub(crate) async fn get_from_backend(&self) -> Result<Option<Cached<V>>, CachekitError> {
        match self.fetch().await {
            Fetched::Found { value, .. } => {
                self.region.counters.l2_hits.one();
                Ok(Some(value))
            }
            Fetched::Missing | Fetched::Unreadable => {
                self.region.counters.misses.one();
                Ok(None)
            }
            Fetched::Failed(error) => Err(error.into()),
        }
    }

    /// What is left to the entry in the backend; `None` when there is none.
    pub(crate) async fn remaining(&self) -> Result<Option<Remaining>, CachekitError> {
        match self.fetch().await {
            Fetched::Found { remaining, .. } => Ok(Some(remaining)),
            Fetched::Missing | Fetched::Unreadable => Ok(None),
            Fetched::Failed(error) => Err(error.into()),
        }
    }

    /// Asks the backend, and puts what it has into L1.
    pub(crate) async fn fetch(&self) -> Fetched<V> {
        let place = self.place();
        let seen = self.shared.fence.observe(place);
        let bytes = match self.shared.backend.get(self.key()).await {
            Ok(Some(bytes)) => bytes,
            Ok(None) => return Fetched::Missing,
            Err(error) => {
                self.region.counters.backend_errors.one();
                return Fetched::Failed(error);
            }
        };
        let now = self.shared.now();
        match self.region.open_entry(self.key(), &bytes, now.unix_ms) {
            Opened::Value { value, created_unix_ms, remaining } => {
                let value = Arc::new(value);
                let age_ms = now.unix_ms.saturating_sub(created_unix_ms);
                let entry = self.l1_entry(&value, now, age_ms, remaining, bytes.len());
                self.shared.fence.fill(place, seen, now.ms, || entry.insert());
                Fetched::Found { value: Cached::new(value, Source::L2, age_ms), remaining }
            }
            Opened::Expired => Fetched::Missing,
            Opened::Unreadable => {
                self.region.counters.unreadable.one();
                Fetched::Unreadable
            }
        }
    }

    /// Stores a value for the region's lifetime, or for `ttl` where that is shorter or the region has none.
    pub(crate) async fn set(&self, value: Arc<V>, ttl: Option<Duration>) -> Result<(), CachekitError> {
        let ttl = match (ttl, self.region.ttl()) {
            (Some(asked), Some(own)) => Some(asked.min(own)),
            (asked, own) => asked.or(own),
        };
        let now = self.shared.now();
        let bytes = self.region.seal(self.key(), &value, now.unix_ms, ttl)?;
        let entry = self.l1_entry(&value, now, 0, lifetime(ttl), bytes.len());
        let written = self.shared.write_through(self.key(), bytes, ttl, &entry).await;
        self.count(&written, &self.region.counters.writes);
        Ok(written?)
    }

    /// Removes the entry from L1 and from the backend.
    pub(crate) async fn delete(&self) -> Result<bool, CachekitError> {
        let deleted = self.shared.delete_through(self.key(), &self.l1_key()).await;
        self.count(&deleted, &self.region.counters.deletes);
        Ok(deleted?)
    }

    /// Keeps a value that was loaded after L1 and the backend missed.
    ///
    /// A backend that could not be read is not written either: the value goes to L1 alone. What cannot be stored is
    /// counted and not an error: the caller has the value.
    pub(crate) async fn keep(&self, value: &Arc<V>, seen: Generation, fetched: &Fetched<V>) {
        let now = self.shared.now();
        let counters = &self.region.counters;
        let ttl = self.region.ttl();
        let Ok(bytes) = self.region.seal(self.key(), value, now.unix_ms, ttl) else {
            return counters.not_stored.one();
        };
        let entry = self.l1_entry(value, now, 0, lifetime(ttl), bytes.len());
        let write = match fetched {
            Fetched::Missing | Fetched::Found { .. } => true,
            Fetched::Failed(_) => false,
            Fetched::Unreadable => self.region.overwrites.may(self.key.hash(), now.ms),
        };
        if !write {
            if !self.shared.fence.fill(self.place(), seen, now.ms, || entry.insert()) {
                counters.fenced.one();
            }
            return;
        }
        match self.shared.fill_through(self.key(), bytes, ttl, seen, &entry).await {
            Ok(Filled::Stored) => {
                counters.writes.one();
                if matches!(fetched, Fetched::Unreadable) {
                    self.region.overwrites.done(self.key.hash(), now.ms, ttl.map_or(u64::MAX, millis));
                }
            }
            Ok(Filled::Superseded) => counters.fenced.one(),
            Err(_) => counters.backend_errors.one(),
        }
    }

    fn count<T>(&self, answer: &Result<T, BackendError>, acknowledged: &crate::stats::Counter) {
        match answer {
            Ok(_) => acknowledged.one(),
            Err(_) => self.region.counters.backend_errors.one(),
        }
    }

    fn l1_key(&self) -> L1Entry<'_, V> {
        L1Entry { access: self, slot: None, bytes: 0 }
    }

    fn l1_entry(
        &self,
        value: &Arc<V>,
        now: Moment,
        age_ms: u64,
        left: Remaining,
        bytes: usize,
    ) -> L1Entry<'_, V> {
        let slot = Slot {
            value: Arc::clone(value),
            deadline_ms: now.ms.saturating_add(self.region.l1_lifetime_ms(left)),
            created_ms: now.ms.saturating_sub(age_ms),
        };
        L1Entry { access: self, slot: Some(slot), bytes }
    }
}

fn lifetime(ttl: Option<Duration>) -> Remaining {
    ttl.map_or(Remaining::Forever, |ttl| Remaining::For(millis(ttl)))
}

/// The key's place in the typed store, with the value that is to stand there.
struct L1Entry<'a, V> {
    access: &'a Access<'a, V>,
    slot: Option<Slot<V>>,
    bytes: usize,
}

impl<V> L1Place for L1Entry<'_, V> {
    fn insert(&self) {
        if let Some(slot) = &self.slot {
            self.access.region.l1.insert(self.access.key(), self.access.key.hash(), slot.clone(), self.bytes);
        }
    }

    fn evict(&self) {
        self.access.region.l1.remove(self.access.key(), self.access.key.hash());
        if self.access.region.decl.schema().generic_value {
            // The same key can stand in the stores of other value types.
            self.access.shared.evict(self.access.key());
        }
    }

    fn forget_loads(&self) {
        self.access.region.flights.forget(self.access.key());
    }
}
