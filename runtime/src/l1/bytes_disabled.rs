//! No L1 for bytes: built without it, or on wasm32, where moka has no threads and no clock.
#![expect(clippy::unused_self, reason = "it has the shape of the store that it stands for")]

use std::sync::Arc;

pub(crate) struct ByteStore;

impl ByteStore {
    pub(crate) fn get(&self, _key: &str, _now_ms: u64) -> Option<Arc<[u8]>> {
        None
    }

    pub(crate) fn insert(&self, _key: &str, _bytes: Arc<[u8]>, _deadline_ms: u64) {}

    pub(crate) fn remove(&self, _key: &str) {}

    pub(crate) fn clear(&self) {}

    pub(crate) fn len(&self) -> usize {
        0
    }
}
