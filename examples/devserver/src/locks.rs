//! Locks: who holds which key, until when.

use std::collections::HashMap;

use uuid::Uuid;

use crate::rules::Key;

/// All locks of a server.
#[derive(Debug, Default)]
pub(crate) struct Locks {
    held: HashMap<Key, Held>,
}

#[derive(Debug)]
struct Held {
    id: String,
    until_ms: u64,
}

impl Locks {
    /// A lock for so long, or `None` while somebody else holds it.
    pub(crate) fn acquire(&mut self, key: Key, timeout_ms: u64, now_ms: u64) -> Option<String> {
        self.forget_ended(now_ms);
        if self.held.contains_key(&key) {
            return None;
        }
        let id = Uuid::new_v4().to_string();
        self.held.insert(key, Held { id: id.clone(), until_ms: now_ms.saturating_add(timeout_ms) });
        Some(id)
    }

    /// Gives a lock back, if it is held under this id.
    pub(crate) fn release(&mut self, key: &Key, id: &str) {
        if self.held.get(key).is_some_and(|held| held.id == id) {
            self.held.remove(key);
        }
    }

    /// How many are held.
    pub(crate) fn active(&mut self, now_ms: u64) -> usize {
        self.forget_ended(now_ms);
        self.held.len()
    }

    fn forget_ended(&mut self, now_ms: u64) {
        self.held.retain(|_, held| now_ms < held.until_ms);
    }
}
