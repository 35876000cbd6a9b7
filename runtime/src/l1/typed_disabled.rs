//! Built without L1: a store of a typed region that never holds anything.
#![expect(clippy::unused_self, reason = "it has the shape of the store that it stands for")]

use std::marker::PhantomData;
use std::sync::Arc;

use crate::cached::Cached;
use crate::key::{KeyFields, Prefix};

pub(crate) struct TypedStore<V>(PhantomData<fn() -> V>);

#[expect(dead_code, reason = "nothing is kept, so nothing is read")]
pub(crate) struct Slot<V> {
    pub(crate) value: Arc<V>,
    pub(crate) deadline_ms: u64,
    pub(crate) created_ms: u64,
}

impl<V> Clone for Slot<V> {
    fn clone(&self) -> Self {
        Self { value: Arc::clone(&self.value), ..*self }
    }
}

impl<V> Slot<V> {
    pub(crate) fn until(self, _deadline_ms: u64) -> Self {
        self
    }
}

impl<V> TypedStore<V> {
    pub(crate) fn disabled() -> Self {
        Self(PhantomData)
    }

    pub(crate) fn get_by_parts(&self, _: &Prefix, _: &impl KeyFields, _: u64, _: u64) -> Option<Cached<V>> {
        None
    }

    pub(crate) fn get(&self, _key: &[u8], _hash: u64, _now_ms: u64) -> Option<Cached<V>> {
        None
    }

    pub(crate) fn get_by_hash(&self, _hash: u64, _now_ms: u64) -> Option<Arc<V>> {
        None
    }

    pub(crate) fn insert(&self, _key: &str, _hash: u64, _slot: Slot<V>, _bytes: usize) {}

    pub(crate) fn remove(&self, _key: &[u8], _hash: u64) {}

    pub(crate) fn clear(&self) {}

    pub(crate) fn len(&self) -> usize {
        0
    }
}
