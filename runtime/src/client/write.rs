//! Writes and deletes: the backend, L1, and what holds when one of them fails or is abandoned.

use std::time::Duration;

use super::Shared;
use super::backend::may_have_landed;
use crate::error::BackendError;
use crate::fence::{Generation, Place};

/// One key's place in one store of L1.
pub(crate) trait L1Place {
    /// Puts the value of this write in.
    fn insert(&self);
    /// Leaves nothing of the key.
    fn evict(&self);
}

impl Shared {
    /// Writes to the backend, then to L1.
    ///
    /// Fails, or is dropped: L1 holds nothing for the key.
    pub(crate) async fn write_through(
        &self,
        key: &str,
        bytes: Vec<u8>,
        ttl: Option<Duration>,
        l1: &impl L1Place,
    ) -> Result<(), BackendError> {
        let place = self.fence.place(key);
        let doubt = Doubt { shared: self, place, l1, settled: false };
        let _turn = self.turns.take(key).await;
        let begun = self.fence.advance(place, || ());
        let written = self.backend.set(key, bytes, ttl).await;
        doubt.judge(&written);
        match written {
            Ok(()) => {
                let now = self.now().ms;
                self.fence.settle(place, begun, now, || l1.insert(), || l1.evict());
            }
            Err(_) => {
                self.fence.advance(place, || l1.evict());
            }
        }
        written
    }

    /// Takes the key out of L1, then out of the backend, and then out of L1 again, for reads that were under way.
    ///
    /// Fails, or is dropped: L1 holds nothing for the key.
    pub(crate) async fn delete_through(&self, key: &str, l1: &impl L1Place) -> Result<bool, BackendError> {
        let place = self.fence.place(key);
        self.fence.advance(place, || l1.evict());
        let doubt = Doubt { shared: self, place, l1, settled: false };
        let _turn = self.turns.take(key).await;
        self.fence.advance(place, || l1.evict());
        let deleted = self.backend.delete(key).await;
        doubt.judge(&deleted);
        self.fence.advance(place, || l1.evict());
        deleted
    }

    /// Writes a loaded value to the backend, then to L1, unless the key was written since `seen`.
    ///
    /// `false`: it was, so the loaded value is the older one and is not kept.
    pub(crate) async fn fill_through(
        &self,
        key: &str,
        bytes: Vec<u8>,
        ttl: Option<Duration>,
        seen: Generation,
        l1: &impl L1Place,
    ) -> Result<bool, BackendError> {
        let place = self.fence.place(key);
        let _turn = self.turns.take(key).await;
        if !self.fence.is_current(place, seen) {
            return Ok(false);
        }
        let doubt = Doubt { shared: self, place, l1, settled: false };
        let written = self.backend.set(key, bytes, ttl).await;
        doubt.judge(&written);
        let filled = self.fence.fill(place, seen, self.now().ms, || l1.insert());
        written.map(|()| filled)
    }
}

/// A write on its way. Dropped before the backend has answered, it leaves the key in doubt.
struct Doubt<'a, L: L1Place> {
    shared: &'a Shared,
    place: Place,
    l1: &'a L,
    settled: bool,
}

impl<L: L1Place> Doubt<'_, L> {
    /// The backend has answered. There is no doubt left, unless the answer is that it does not know either.
    fn judge<T>(mut self, answer: &Result<T, BackendError>) {
        self.settled = match answer {
            Ok(_) => true,
            Err(error) => !may_have_landed(error),
        };
    }
}

impl<L: L1Place> Drop for Doubt<'_, L> {
    fn drop(&mut self) {
        if !self.settled {
            let until = self.shared.now().ms.saturating_add(self.shared.backend.settling_ms());
            self.shared.fence.doubt(self.place, until, || self.l1.evict());
        }
    }
}
