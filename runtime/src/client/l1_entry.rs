//! A key's place in the stores of L1 that belong to its region.

use std::sync::Arc;

use super::Bound;
use super::access::Access;
use super::write::L1Place;
use crate::frame::Remaining;
use crate::key::StorageKey;
use crate::l1::Slot;
use crate::rt::Moment;

/// The key's place in the region's stores, with what is to stand there.
pub(super) struct L1Entry<'a, V> {
    access: Access<'a, V>,
    key: &'a StorageKey,
    content: Option<Content<V>>,
    bytes: usize,
    /// When the content was made.
    now_ms: u64,
}

enum Content<V> {
    Plain(Slot<V>),
    Sealed(Slot<Bound>),
}

impl<'a, V> Access<'a, V> {
    /// A key's place in L1, of which nothing is to be left.
    pub(super) fn l1_key(&self, key: &'a StorageKey) -> L1Entry<'a, V> {
        L1Entry { access: *self, key, content: None, bytes: 0, now_ms: 0 }
    }

    pub(super) fn l1_entry<'k>(
        &self,
        key: &'k StorageKey,
        value: &Arc<V>,
        now: Moment,
        age_ms: u64,
        left: Remaining,
        bytes: &[u8],
    ) -> L1Entry<'k, V>
    where
        'a: 'k,
    {
        let deadline_ms = now.ms.saturating_add(self.region.l1_lifetime_ms(left));
        let created_ms = now.ms.saturating_sub(age_ms);
        let (content, bytes) = match self.keys() {
            None => {
                let slot = Slot { value: Arc::clone(value), deadline_ms, created_ms };
                (Some(Content::Plain(slot)), bytes.len())
            }
            Some(keys) if self.shared.limits.has_l1 => {
                let sealed = self.region.ciphertext(keys, key, bytes).map(Arc::new);
                let len = sealed.as_ref().map_or(0, |sealed| sealed.len());
                (sealed.map(|value| Content::Sealed(Slot { value, deadline_ms, created_ms })), len)
            }
            // Not even copied.
            Some(_) => (None, 0),
        };
        L1Entry { access: *self, key, content, bytes, now_ms: now.ms }
    }
}

impl<V> L1Entry<'_, V> {
    /// `is_told`: whether a backend that tells of changes would tell of the next one.
    fn put(&self, is_told: bool) {
        let (region, key) = (self.access.region, self.key);
        let cap_ms = self.access.shared.news.l1_cap_ms(is_told);
        match &self.content {
            Some(Content::Plain(slot)) => {
                let slot = slot.clone().until(self.now_ms.saturating_add(cap_ms));
                region.l1.insert(key.as_str(), key.hash(), slot, self.bytes);
            }
            Some(Content::Sealed(slot)) => {
                let slot = slot.clone().until(self.now_ms.saturating_add(cap_ms));
                region.sealed_l1.insert(key.as_str(), key.hash(), slot, self.bytes);
            }
            None => {}
        }
    }
}

impl<V> L1Place for L1Entry<'_, V> {
    fn insert(&self) {
        self.put(self.access.region.is_watched);
    }

    fn insert_alone(&self) {
        self.put(false);
    }

    fn evict(&self) {
        let Access { shared, region, .. } = self.access;
        let schema = region.decl.schema();
        if schema.secure {
            region.sealed_l1.remove(self.key.as_bytes(), self.key.hash());
        } else {
            region.l1.remove(self.key.as_bytes(), self.key.hash());
        }
        if schema.generic_value {
            // The same key can stand in the stores of other value types.
            shared.evict(self.key.as_str());
        }
    }

    fn forget_loads(&self) {
        self.access.region.flights.forget(self.key.as_str());
    }

    fn only_if_stored(&self) -> bool {
        self.access.region.is_secure()
    }
}
