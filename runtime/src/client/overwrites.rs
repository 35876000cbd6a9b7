//! Entries that another version of the program wrote.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use foldhash::fast::RandomState;

/// The keys whose unreadable entry was overwritten by this process lately.
///
/// In a rolling upgrade two versions that store different shapes share one key. If each overwrote the other's entry
/// on every miss, both would write without end; so each overwrites a key at most once in a fresh period, and goes
/// on with what it has in L1.
#[derive(Default)]
pub(crate) struct Overwrites {
    until_ms: Mutex<HashMap<u64, u64, RandomState>>,
}

/// More keys than that are not remembered: then each miss of a further one overwrites it.
const MAX_KEYS: usize = 4096;

const MAX_PERIOD_MS: u64 = 60 * 60 * 1000;

impl Overwrites {
    /// Whether the entry of the key with this hash may be overwritten now.
    pub(crate) fn may(&self, hash: u64, now_ms: u64) -> bool {
        self.keys().get(&hash).is_none_or(|&until| until <= now_ms)
    }

    /// It was overwritten: not again for the fresh period, or for an hour where that is longer. By then the other
    /// version is gone, or its entries are worth replacing once more.
    pub(crate) fn done(&self, hash: u64, now_ms: u64, fresh_for_ms: u64) {
        let mut keys = self.keys();
        if keys.len() >= MAX_KEYS {
            keys.retain(|_, until| *until > now_ms);
        }
        if keys.len() < MAX_KEYS {
            keys.insert(hash, now_ms.saturating_add(fresh_for_ms.min(MAX_PERIOD_MS)));
        }
    }

    fn keys(&self) -> MutexGuard<'_, HashMap<u64, u64, RandomState>> {
        self.until_ms.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn once_per_key_and_period() {
        let overwrites = Overwrites::default();
        assert!(overwrites.may(1, 0));
        overwrites.done(1, 0, 100);
        assert!(!overwrites.may(1, 99));
        assert!(overwrites.may(2, 99));
        assert!(overwrites.may(1, 100));
    }

    #[test]
    fn a_period_ends_within_the_hour() {
        let overwrites = Overwrites::default();
        overwrites.done(1, 0, u64::MAX);
        assert!(!overwrites.may(1, MAX_PERIOD_MS - 1));
        assert!(overwrites.may(1, MAX_PERIOD_MS));
    }

    #[test]
    fn memory_is_bounded() {
        let overwrites = Overwrites::default();
        for hash in 0..10_000 {
            overwrites.done(hash, 0, 100);
        }
        assert_eq!(overwrites.keys().len(), MAX_KEYS);
    }
}
