//! Entries that end with the server.

use std::collections::HashMap;
use std::io;

use super::{Entry, Storage};
use crate::rules::{Freshness, Key, Lifetime};

/// Entries in the memory of the server.
#[derive(Debug, Default)]
pub struct MemoryStorage {
    entries: HashMap<Key, Entry>,
}

impl Storage for MemoryStorage {
    fn load(&mut self, key: &Key) -> io::Result<Option<Entry>> {
        Ok(self.entries.get(key).cloned())
    }

    fn lifetime(&mut self, key: &Key) -> io::Result<Option<Lifetime>> {
        Ok(self.entries.get(key).map(|entry| entry.lifetime))
    }

    fn store(&mut self, key: &Key, entry: Entry) -> io::Result<()> {
        self.entries.insert(key.clone(), entry);
        Ok(())
    }

    fn remove(&mut self, key: &Key) -> io::Result<()> {
        self.entries.remove(key);
        Ok(())
    }

    fn sweep(&mut self, now_ms: u64) -> io::Result<u64> {
        self.entries.retain(|_, entry| entry.lifetime.freshness(now_ms) != Freshness::Gone);
        Ok(self.entries.len() as u64)
    }
}
