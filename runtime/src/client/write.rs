//! Writes and deletes: the backend, L1, and what holds when one of them fails or is abandoned.

use std::future::Future;
use std::time::Duration;

use super::Shared;
use super::backend::may_have_landed;
use crate::error::BackendError;
use crate::fence::{Generation, Place};
use crate::rt;
use crate::turns::Turn;

/// One key's place in one store of L1.
pub(crate) trait L1Place {
    /// Puts the value of this write in.
    fn insert(&self);
    /// Puts it in where the backend may not have it, so that nobody may tell of the next change. By default not at all.
    fn insert_alone(&self) {}
    /// Leaves nothing of the key.
    fn evict(&self);
    /// Lets no further caller join a load of the key that began before now.
    fn forget_loads(&self);
    /// Whether L1 may hold it only while the backend does.
    fn only_if_stored(&self) -> bool {
        false
    }
}

/// An entry as it is to stand in the backend, and its place in L1.
pub(crate) struct NewEntry<'a, L> {
    pub(crate) key: &'a str,
    pub(crate) bytes: Vec<u8>,
    pub(crate) ttl: Option<Duration>,
    pub(crate) l1: L,
}

/// What became of a loaded value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Filled {
    /// It is in the backend and, if nothing came in between, in L1.
    Stored,
    /// The key was written while it was loaded, here or by another process: it is the older one, and is not kept.
    Superseded,
}

impl Shared {
    /// Writes to the backend, then to L1.
    ///
    /// Fails, or is dropped: L1 holds nothing for the key.
    pub(crate) async fn write_through(&self, entry: NewEntry<'_, impl L1Place>) -> Result<(), BackendError> {
        let NewEntry { key, bytes, ttl, l1 } = entry;
        let mut write = Write::of(self, key, &l1);
        let _turn = self.turn(key).await?;
        let begun = write.set_begins();
        let written = self.backend.set(key, bytes, ttl).await;
        write.set_ends(begun, &written);
        written
    }

    /// Takes the key out of L1, then out of the backend, and then out of L1 again, for reads that were under way.
    ///
    /// Fails, or is dropped: L1 holds nothing for the key.
    pub(crate) async fn delete_through(&self, key: &str, l1: &impl L1Place) -> Result<bool, BackendError> {
        let mut write = Write::of(self, key, l1);
        write.delete_announced();
        let _turn = self.turn(key).await?;
        write.delete_begins();
        let deleted = self.backend.delete(key).await;
        write.delete_ends(&deleted);
        deleted
    }

    /// Writes a loaded value to the backend, then to L1, unless the key was written since `seen`: `store` is the write,
    /// and says whether the backend has taken the value.
    ///
    /// A backend that does not take it does not keep it out of L1, unless `l1` says so: what may land there later is
    /// this very value.
    pub(crate) async fn fill_through(
        &self,
        key: &str,
        seen: Generation,
        store: impl Future<Output = Result<bool, BackendError>>,
        l1: &impl L1Place,
    ) -> Result<Filled, BackendError> {
        let place = self.fence.place(key);
        // Asked twice: a value that is too old already need not wait for the writes that made it so.
        if !self.fence.is_current(place, seen) {
            return Ok(Filled::Superseded);
        }
        let _turn = self.turn(key).await?;
        if !self.fence.is_current(place, seen) {
            return Ok(Filled::Superseded);
        }
        let mut write = Write { shared: self, place, l1, outcome: Outcome::Unknown };
        let written = store.await;
        write.outcome = Outcome::Known;
        if let Ok(false) = written {
            return Ok(Filled::Superseded);
        }
        let now = self.now().ms;
        if written.is_ok() {
            self.fence.settle(place, seen, now, || l1.insert(), || l1.evict());
        } else if l1.only_if_stored() {
            self.fence.advance(place, || l1.evict());
        } else {
            self.fence.settle(place, seen, now, || l1.insert_alone(), || l1.evict());
        }
        if let Outcome::Unknown = Outcome::of(&written) {
            self.fence.doubt(place, now, self.settled_at(now), || ());
        }
        written.map(|_| Filled::Stored)
    }

    /// Waits for the earlier writes of the key, for as long as one call of the backend may take.
    async fn turn(&self, key: &str) -> Result<Turn<'_>, BackendError> {
        let limit = self.backend.timeout();
        rt::timeout(limit, self.turns.take(key)).await.map_err(|rt::Elapsed| late(limit))
    }

    /// When a write that got no answer can no longer land.
    fn settled_at(&self, now_ms: u64) -> u64 {
        now_ms.saturating_add(self.backend.settling_ms())
    }
}

/// The turn of a write did not come.
pub(super) fn late(limit: Duration) -> BackendError {
    BackendError::timeout(format!("an earlier write of the same key was not over within {limit:?}"))
}

/// A write on its way. However it ends but well, it leaves nothing in L1.
pub(super) struct Write<'a, L: L1Place> {
    shared: &'a Shared,
    place: Place,
    l1: &'a L,
    outcome: Outcome,
}

/// What is known of a write.
#[derive(Debug, Clone, Copy)]
enum Outcome {
    /// It waits for its turn.
    NotSent,
    /// It was sent, and may land now, later or never.
    Unknown,
    /// It failed for good: the backend holds what it held.
    Refused,
    /// It was answered, and what follows from that is done.
    Known,
}

impl Outcome {
    fn of<T>(answer: &Result<T, BackendError>) -> Self {
        match answer {
            Ok(_) => Self::Known,
            Err(error) if may_have_landed(error) => Self::Unknown,
            Err(_) => Self::Refused,
        }
    }
}

impl<'a, L: L1Place> Write<'a, L> {
    /// One that waits for its turn.
    pub(super) fn of(shared: &'a Shared, key: &str, l1: &'a L) -> Self {
        Self { shared, place: shared.fence.place(key), l1, outcome: Outcome::NotSent }
    }

    /// Its value goes to the backend now.
    pub(super) fn set_begins(&mut self) -> Generation {
        let begun = self.shared.fence.advance(self.place, || ());
        self.outcome = Outcome::Unknown;
        begun
    }

    pub(super) fn set_ends(&mut self, begun: Generation, written: &Result<(), BackendError>) {
        self.outcome = Outcome::of(written);
        if written.is_ok() {
            let (l1, now) = (self.l1, self.shared.now().ms);
            self.shared.fence.settle(self.place, begun, now, || l1.insert(), || l1.evict());
            l1.forget_loads();
        }
    }

    /// The entry is to go, from L1 before the turn has come.
    pub(super) fn delete_announced(&self) {
        self.shared.fence.advance(self.place, || self.l1.evict());
    }

    pub(super) fn delete_begins(&mut self) {
        self.shared.fence.advance(self.place, || self.l1.evict());
        self.outcome = Outcome::Unknown;
    }

    pub(super) fn delete_ends(&mut self, deleted: &Result<bool, BackendError>) {
        self.outcome = Outcome::of(deleted);
        if deleted.is_ok() {
            self.shared.fence.advance(self.place, || self.l1.evict());
            self.l1.forget_loads();
        }
    }
}

impl<L: L1Place> Drop for Write<'_, L> {
    fn drop(&mut self) {
        match self.outcome {
            Outcome::Known => {}
            Outcome::NotSent | Outcome::Refused => {
                self.shared.fence.advance(self.place, || self.l1.evict());
            }
            Outcome::Unknown => {
                let now = self.shared.now().ms;
                let until = self.shared.settled_at(now);
                self.shared.fence.doubt(self.place, now, until, || self.l1.evict());
            }
        }
    }
}
