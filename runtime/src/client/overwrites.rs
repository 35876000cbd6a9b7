//! Entries that another version of the program wrote.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

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

impl Overwrites {
    /// Whether the entry of the key with this hash may be overwritten now; if so, not again before `until_ms`.
    pub(crate) fn allow(&self, hash: u64, now_ms: u64, until_ms: u64) -> bool {
        let mut keys = self.until_ms.lock().unwrap_or_else(PoisonError::into_inner);
        if keys.get(&hash).is_some_and(|&until| until > now_ms) {
            return false;
        }
        if keys.len() >= MAX_KEYS {
            keys.retain(|_, until| *until > now_ms);
        }
        if keys.len() < MAX_KEYS {
            keys.insert(hash, until_ms);
        }
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn once_per_key_and_period() {
        let overwrites = Overwrites::default();
        assert!(overwrites.allow(1, 0, 100));
        assert!(!overwrites.allow(1, 99, 199));
        assert!(overwrites.allow(2, 99, 199));
        assert!(overwrites.allow(1, 100, 200));
    }

    #[test]
    fn memory_is_bounded() {
        let overwrites = Overwrites::default();
        for hash in 0..10_000 {
            assert!(overwrites.allow(hash, 0, 100));
        }
        assert_eq!(overwrites.until_ms.lock().unwrap().len(), MAX_KEYS);
    }
}
