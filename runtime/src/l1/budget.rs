//! One budget of bytes for all stores of a client.

use std::sync::atomic::{AtomicU64, Ordering};

/// The bytes that L1 may hold, in equal shares for the stores that exist.
///
/// A store counts in *places*: it has as many as its capacity in entries, and an entry takes as many as its bytes
/// need, at least one. So one number bounds both, entries and bytes. When a further store comes, the shares shrink
/// for entries that come after it; what is held already counts as it did.
pub(crate) struct Budget {
    max_bytes: u64,
    stores: AtomicU64,
}

impl Budget {
    pub(crate) fn new(max_bytes: u64) -> Self {
        Self { max_bytes, stores: AtomicU64::new(0) }
    }

    /// One more store wants a share.
    pub(crate) fn open_store(&self) {
        self.stores.fetch_add(1, Ordering::Relaxed);
    }

    /// How many of `capacity` places an entry of `bytes` takes.
    pub(crate) fn places(&self, bytes: usize, capacity: usize) -> u32 {
        let share = self.max_bytes / self.stores.load(Ordering::Relaxed).max(1);
        let place = (share / (capacity as u64).max(1)).max(1);
        u32::try_from((bytes as u64).div_ceil(place)).unwrap_or(u32::MAX).max(1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn small_entries_take_one_place_and_large_ones_their_bytes() {
        let budget = Budget::new(1_000_000);
        budget.open_store();
        assert_eq!(budget.places(0, 1000), 1);
        assert_eq!(budget.places(1000, 1000), 1);
        assert_eq!(budget.places(1001, 1000), 2);
        assert_eq!(budget.places(usize::MAX, 1000), u32::MAX);
    }

    #[test]
    fn shares_shrink_with_every_store() {
        let budget = Budget::new(1_000_000);
        budget.open_store();
        budget.open_store();
        assert_eq!(budget.places(1000, 1000), 2);
    }
}
