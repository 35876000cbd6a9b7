//! The store of one typed region: values as they are, found without writing the key down.
#![expect(clippy::inline_always, reason = "measured: every hit goes through it several times")]

use std::hash::{BuildHasherDefault, Hash, Hasher};
use std::sync::Arc;

use quick_cache::sync::{Cache, DefaultLifecycle};
use quick_cache::{Equivalent, OptionsBuilder, Weighter};

use super::Budget;
use super::key_text::KeyText;
use crate::cached::{Cached, Source};
use crate::key::{KeyFields, Prefix};

/// Values of one region, bounded by count and by bytes.
pub(crate) struct TypedStore<V> {
    cache: Option<Cache<StoredKey, Slot<V>, Places, StoredHash>>,
    budget: Arc<Budget>,
    capacity: usize,
}

/// A value in the store.
pub(crate) struct Slot<V> {
    pub(crate) value: Arc<V>,
    /// When its time in L1 is over, on the client's timeline in milliseconds.
    pub(crate) deadline_ms: u64,
    /// When it was loaded or set, on the same timeline.
    pub(crate) created_ms: u64,
}

impl<V> Slot<V> {
    /// The same, whose time is over by then.
    pub(crate) fn until(mut self, deadline_ms: u64) -> Self {
        self.deadline_ms = self.deadline_ms.min(deadline_ms);
        self
    }
}

impl<V> TypedStore<V> {
    /// A store for `capacity` entries; with 0, one that never holds anything.
    pub(crate) fn new(capacity: usize, budget: Arc<Budget>) -> Self {
        let cache = (capacity > 0).then(|| {
            budget.open_store();
            // Many small shards waste capacity: each evicts on its own. So few entries get few shards.
            let shards =
                (capacity / 64).clamp(1, std::thread::available_parallelism().map_or(4, usize::from) * 4);
            let options = OptionsBuilder::new()
                .estimated_items_capacity(capacity)
                .weight_capacity(capacity as u64)
                .shards(shards)
                .build();
            match options {
                Ok(options) => {
                    Cache::with_options(options, Places, StoredHash::default(), DefaultLifecycle::default())
                }
                Err(_) => Cache::with(
                    capacity,
                    capacity as u64,
                    Places,
                    StoredHash::default(),
                    DefaultLifecycle::default(),
                ),
            }
        });
        Self { cache, budget, capacity }
    }

    /// The value of a key given by its parts.
    #[inline]
    pub(crate) fn get_by_parts(
        &self,
        prefix: &Prefix,
        fields: &impl KeyFields,
        hash: u64,
        now_ms: u64,
    ) -> Option<Cached<V>> {
        self.served(&ByParts { hash, prefix, fields }, now_ms)
    }

    /// The value of a key given by its text.
    #[inline]
    pub(crate) fn get(&self, key: &[u8], hash: u64, now_ms: u64) -> Option<Cached<V>> {
        self.served(&ByText { hash, key }, now_ms)
    }

    /// The value of a key that has this hash: the one that is looked for, as good as always. For values that say
    /// themselves what their key is, so that it is not compared twice.
    #[inline]
    pub(crate) fn get_by_hash(&self, hash: u64, now_ms: u64) -> Option<Arc<V>> {
        self.served(&ByHash { hash }, now_ms).map(Cached::into_arc)
    }

    #[inline]
    fn served(&self, query: &(impl Hash + Equivalent<StoredKey>), now_ms: u64) -> Option<Cached<V>> {
        // Taken apart in one step: a slot that is moved as a whole is written in words and read in pairs of them,
        // which takes the processor longer than the look-up.
        match self.cache.as_ref()?.get(query) {
            Some(Slot { value, deadline_ms, created_ms }) if now_ms < deadline_ms => {
                Some(Cached::new(value, Source::L1, now_ms.saturating_sub(created_ms)))
            }
            Some(_) => {
                self.remove_expired(query, now_ms);
                None
            }
            None => None,
        }
    }

    /// Puts a value in; `bytes` is its encoded size.
    pub(crate) fn insert(&self, key: &str, hash: u64, slot: Slot<V>, bytes: usize) {
        let Some(cache) = &self.cache else { return };
        let places = self.budget.places(key.len() + bytes, self.capacity);
        cache.insert(StoredKey { hash, places, text: KeyText::new(key) }, slot);
    }

    pub(crate) fn remove(&self, key: &[u8], hash: u64) {
        if let Some(cache) = &self.cache {
            cache.remove(&ByText { hash, key });
        }
    }

    /// Leaves nothing.
    pub(crate) fn clear(&self) {
        if let Some(cache) = &self.cache {
            cache.clear();
        }
    }

    pub(crate) fn len(&self) -> usize {
        self.cache.as_ref().map_or(0, Cache::len)
    }

    #[cold]
    fn remove_expired(&self, query: &(impl Hash + Equivalent<StoredKey>), now_ms: u64) {
        if let Some(cache) = &self.cache {
            // Only while it is still the expired one: a fresh value may have come meanwhile.
            cache.remove_if(query, |slot| now_ms >= slot.deadline_ms);
        }
    }
}

impl<V> Clone for Slot<V> {
    #[inline]
    fn clone(&self) -> Self {
        Self { value: Arc::clone(&self.value), ..*self }
    }
}

/// A key with the hash it is filed under, and what its entry takes of the budget.
struct StoredKey {
    hash: u64,
    places: u32,
    text: KeyText,
}

impl PartialEq for StoredKey {
    fn eq(&self, other: &Self) -> bool {
        self.hash == other.hash && self.text.as_bytes() == other.text.as_bytes()
    }
}

impl Eq for StoredKey {}

impl Hash for StoredKey {
    fn hash<H: Hasher>(&self, state: &mut H) {
        state.write_u64(self.hash);
    }
}

/// Ways to ask for a [`StoredKey`].
struct ByParts<'a, F> {
    hash: u64,
    prefix: &'a Prefix,
    fields: &'a F,
}

struct ByText<'a> {
    hash: u64,
    key: &'a [u8],
}

struct ByHash {
    hash: u64,
}

macro_rules! hash_is_known {
    ($(<$($parameter:tt),*> $query:ty;)*) => {$(
        impl<$($parameter),*> Hash for $query {
            #[inline]
            fn hash<H: Hasher>(&self, state: &mut H) {
                state.write_u64(self.hash);
            }
        }
    )*};
}

hash_is_known! {
    <'a, F> ByParts<'a, F>;
    <'a> ByText<'a>;

}

impl<F: KeyFields> Equivalent<StoredKey> for ByParts<'_, F> {
    #[inline(always)]
    fn equivalent(&self, stored: &StoredKey) -> bool {
        self.hash == stored.hash && self.prefix.matches(self.fields, stored.text.as_bytes())
    }
}

impl Equivalent<StoredKey> for ByText<'_> {
    #[inline(always)]
    fn equivalent(&self, stored: &StoredKey) -> bool {
        self.hash == stored.hash && self.key == stored.text.as_bytes()
    }
}

impl Hash for ByHash {
    #[inline]
    fn hash<H: Hasher>(&self, state: &mut H) {
        state.write_u64(self.hash);
    }
}

impl Equivalent<StoredKey> for ByHash {
    #[inline(always)]
    fn equivalent(&self, stored: &StoredKey) -> bool {
        self.hash == stored.hash
    }
}

/// Keys bring their hash along.
type StoredHash = BuildHasherDefault<Identity>;

#[derive(Default)]
struct Identity(u64);

impl Hasher for Identity {
    #[inline]
    fn finish(&self) -> u64 {
        self.0
    }

    #[inline]
    fn write_u64(&mut self, hash: u64) {
        self.0 = hash;
    }

    fn write(&mut self, bytes: &[u8]) {
        // Keys of this store hash as one number; anything else is mixed in all the same.
        for &byte in bytes {
            self.0 = self.0.rotate_left(8) ^ u64::from(byte);
        }
    }
}

#[derive(Clone)]
struct Places;

impl<V> Weighter<StoredKey, Slot<V>> for Places {
    fn weight(&self, key: &StoredKey, _slot: &Slot<V>) -> u64 {
        u64::from(key.places)
    }
}
