//! From what a server pushes to what a watcher hears.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use cachekit_schema::budget::LOCK_SUFFIX;
use redis::{FromRedisValue, Value};

use crate::backend::{Change, Watcher};

/// Tells the watcher one thing after the other.
pub(super) struct Teller {
    watcher: Arc<dyn Watcher>,
    /// Locked while it is told.
    round: Mutex<Round>,
}

/// Ears are opened again in rounds, so that the late end of one ear does not end the next round.
struct Round {
    number: u64,
    is_live: bool,
}

impl Teller {
    pub(super) fn new(watcher: Arc<dyn Watcher>) -> Self {
        Self { watcher, round: Mutex::new(Round { number: 0, is_live: false }) }
    }

    /// Another round begins, which is not live yet.
    pub(super) fn begin(&self) -> u64 {
        let mut round = self.round();
        round.number += 1;
        round.number
    }

    /// From now on everything is told, unless the round is over already.
    pub(super) fn live(&self, number: u64) {
        let mut round = self.round();
        if round.number == number {
            round.is_live = true;
            self.watcher.on_change(Change::Live);
        }
    }

    /// Something may have been missed: told once for each round that was live.
    pub(super) fn lost(&self, number: u64) {
        let mut round = self.round();
        if round.number == number && std::mem::take(&mut round.is_live) {
            self.watcher.on_change(Change::Lost);
        }
    }

    /// There is no further round.
    pub(super) fn end(&self) {
        let last = self.round().number;
        self.lost(last);
        self.begin();
    }

    /// Of keys, or, where there are none, of all.
    pub(super) fn invalidated(&self, data: Vec<Value>) {
        for value in data {
            match Vec::<Vec<u8>>::from_redis_value(value.clone()) {
                Ok(keys) if value != Value::Nil => {
                    // What is no text is no key of ours.
                    for key in keys.iter().filter_map(|key| str::from_utf8(key).ok()) {
                        if !is_of_a_lease(key) {
                            self.changed(Change::Key(key));
                        }
                    }
                }
                _ => self.changed(Change::All),
            }
        }
    }

    fn changed(&self, change: Change<'_>) {
        let _told_by_one_at_a_time = self.round();
        self.watcher.on_change(change);
    }

    fn round(&self) -> MutexGuard<'_, Round> {
        self.round.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Whether the key is one of our own beside an entry's.
fn is_of_a_lease(key: &str) -> bool {
    key.ends_with(LOCK_SUFFIX) || (key.ends_with('}') && key.contains(LOCK_SUFFIX))
}

#[cfg(test)]
mod tests {
    use super::super::super::leases::lease_key;
    use super::*;

    #[test]
    fn leases_are_told_from_entries() {
        for key in ["users:1", "a{tag}b"] {
            assert!(is_of_a_lease(&lease_key(key)) && !is_of_a_lease(key), "{key}");
        }
    }
}
