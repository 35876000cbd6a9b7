//! The store of everything that is bytes: one a client, for the string API.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use moka::sync::Cache;

use super::Budget;

/// Encoded values by storage key, bounded by count and by bytes.
pub(crate) struct ByteStore {
    cache: Option<Cache<Arc<str>, Entry>>,
    budget: Arc<Budget>,
    capacity: usize,
    /// Counts how often the store was emptied: the cache does that by the clock, and later than it says.
    epoch: AtomicU64,
}

#[derive(Clone)]
struct Entry {
    bytes: Arc<[u8]>,
    /// On the client's timeline, in milliseconds.
    deadline_ms: u64,
    places: u32,
    epoch: u64,
}

impl ByteStore {
    /// A store for `capacity` entries; with 0, one that never holds anything.
    pub(crate) fn new(capacity: usize, budget: Arc<Budget>) -> Self {
        let cache = (capacity > 0).then(|| {
            budget.open_store();
            Cache::builder()
                .max_capacity(capacity as u64)
                .weigher(|_key: &Arc<str>, entry: &Entry| entry.places)
                .build()
        });
        Self { cache, budget, capacity, epoch: AtomicU64::new(0) }
    }

    pub(crate) fn get(&self, key: &str, now_ms: u64) -> Option<Arc<[u8]>> {
        let cache = self.cache.as_ref()?;
        let entry = cache.get(key)?;
        if now_ms >= entry.deadline_ms || entry.epoch != self.epoch.load(Ordering::Acquire) {
            cache.invalidate(key);
            return None;
        }
        Some(entry.bytes)
    }

    pub(crate) fn insert(&self, key: &str, bytes: Arc<[u8]>, deadline_ms: u64) {
        let Some(cache) = &self.cache else { return };
        let places = self.budget.places(key.len() + bytes.len(), self.capacity);
        let epoch = self.epoch.load(Ordering::Acquire);
        cache.insert(key.into(), Entry { bytes, deadline_ms, places, epoch });
    }

    pub(crate) fn remove(&self, key: &str) {
        if let Some(cache) = &self.cache {
            cache.invalidate(key);
        }
    }

    /// Leaves nothing.
    pub(crate) fn clear(&self) {
        self.epoch.fetch_add(1, Ordering::AcqRel);
        if let Some(cache) = &self.cache {
            cache.invalidate_all();
        }
    }

    /// How many entries are held, as far as the store's own bookkeeping has got.
    pub(crate) fn len(&self) -> usize {
        self.cache.as_ref().map_or(0, |cache| usize::try_from(cache.entry_count()).unwrap_or(usize::MAX))
    }
}
