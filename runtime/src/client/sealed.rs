//! Hits of secure regions: L1 keeps ciphertext, and every hit opens it.

use cachekit_schema::region::Layout;

use super::region::Region;
use super::stored::Opened;
use super::{Bound, Shared, TenantKeys};
use crate::cached::{Cached, Source};
use crate::frame;
use crate::key::{KeyFields, StorageKey};
use crate::rt::Moment;

impl<V> Region<V> {
    /// The stored bytes of an entry, for L1; `None` where they are not sealed with these keys.
    pub(super) fn ciphertext(&self, keys: &TenantKeys, key: &StorageKey, bytes: &[u8]) -> Option<Bound> {
        let bound = match self.decl.schema().layout {
            Layout::Native => keys.bind_region(key.as_bytes(), bytes),
            Layout::Interop { .. } => keys.bind_value(key.as_str(), bytes),
        };
        bound.ok()
    }

    /// The value, if L1 has its ciphertext under this key or, where a part of it is sensitive, under the key as it was
    /// written with earlier master keys.
    #[inline]
    pub(super) fn sealed_hit(
        &self,
        shared: &Shared,
        keys: &TenantKeys,
        key: &StorageKey,
        previous: &[StorageKey],
    ) -> Option<Cached<V>> {
        let now = shared.now();
        match self.sealed_hit_under(keys, key, now) {
            None if !previous.is_empty() => self.sealed_hit_under_any(keys, previous, now),
            hit => hit,
        }
    }

    #[cold]
    fn sealed_hit_under_any(&self, keys: &TenantKeys, many: &[StorageKey], now: Moment) -> Option<Cached<V>> {
        many.iter().find_map(|key| self.sealed_hit_under(keys, key, now))
    }

    #[inline]
    fn sealed_hit_under(&self, keys: &TenantKeys, key: &StorageKey, now: Moment) -> Option<Cached<V>> {
        let kept = self.sealed_l1.get_by_hash(key.hash(), now.ms)?;
        if kept.key() == key.as_bytes() { self.serve(keys, &kept, key.hash(), now) } else { None }
    }

    /// The value, if L1 has its ciphertext under the key of these parts, which is the client's own.
    #[inline]
    pub(super) fn sealed_hit_by_parts(
        &self,
        shared: &Shared,
        fields: &impl KeyFields,
        hash: u64,
    ) -> Option<Cached<V>> {
        let keys = shared.home.keys.as_ref()?;
        let now = shared.now();
        let kept = self.sealed_l1.get_by_hash(hash, now.ms)?;
        if self.prefix.is_key_of(fields, kept.key()) { self.serve(keys, &kept, hash, now) } else { None }
    }

    /// The value in a ciphertext that is bound to the key that was asked for.
    fn serve(&self, keys: &TenantKeys, kept: &Bound, hash: u64, now: Moment) -> Option<Cached<V>> {
        let value = self.open_kept(keys, kept, now.unix_ms);
        if value.is_none() {
            // The backend may know better.
            self.sealed_l1.remove(kept.key(), hash);
            return None;
        }
        self.counters.l1_hits.one();
        value
    }

    #[inline]
    fn open_kept(&self, keys: &TenantKeys, kept: &Bound, now_unix_ms: u64) -> Option<Cached<V>> {
        // Taken apart where it is made: what is handed on through two layers is copied in each.
        let cached = |opened: Opened<V>| match opened {
            Opened::Value { value, created_unix_ms, .. } => {
                Some(Cached::new(value, Source::L1, now_unix_ms.saturating_sub(created_unix_ms)))
            }
            Opened::Expired | Opened::Unreadable | Opened::Downgraded | Opened::Refused(_) => None,
        };
        match self.decl.schema().layout {
            Layout::Native => {
                let opened = keys.with_opened_bound_region(kept, |frame| {
                    cached(self.open_frame(frame::decode_authentic(frame), now_unix_ms))
                });
                opened.ok()?
            }
            Layout::Interop { .. } => {
                let opened = keys
                    .with_opened_bound_value(kept, |payload| cached(self.open_bare(payload, now_unix_ms)));
                opened.ok()?
            }
        }
    }
}

#[cfg(all(test, feature = "encryption", feature = "l1", feature = "macros"))]
#[expect(unused_imports, reason = "the derive's own, of which no other crate hears")]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::CacheRegion;
    use crate::client::{CacheKit, Format};
    use crate::l1::Slot;

    const KEY: &str = "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f";

    #[derive(CacheRegion)]
    #[cache(namespace = "sealed", key = "{id}", value = u64, ttl = "5m", secure)]
    struct Sealed {
        id: u64,
    }

    fn client() -> CacheKit {
        CacheKit::in_memory().encryption(KEY, "acme").expect("a key").build().expect("a client")
    }

    /// The region, where two entries are in L1.
    async fn region(cache: &CacheKit) -> &Region<u64> {
        for id in [1, 2] {
            cache.entry(&Sealed { id }).set(id).await.expect("an entry");
            assert_eq!(cache.get_if_present(&Sealed { id }).as_deref(), Some(&id));
        }
        let format = || Format::of::<<Sealed as CacheRegion>::Codec>(Sealed::FINGERPRINT);
        cache.shared().region(Sealed::DECL, format).expect("a region")
    }

    fn kept(region: &Region<u64>, key: &StorageKey) -> Arc<Bound> {
        region.sealed_l1.get_by_hash(key.hash(), 0).expect("a ciphertext")
    }

    fn put(region: &Region<u64>, key: &StorageKey, value: Arc<Bound>) {
        let slot = Slot { value, deadline_ms: u64::MAX, created_ms: 0 };
        region.sealed_l1.insert(key.as_str(), key.hash(), slot, 0);
    }

    #[tokio::test]
    async fn an_entry_in_the_place_of_another_is_not_served() {
        let cache = client();
        let region = region(&cache).await;
        let other = cache.entry(&Sealed { id: 2 });
        put(region, &other.key, kept(region, &cache.entry(&Sealed { id: 1 }).key));
        assert_eq!(cache.get_if_present(&Sealed { id: 2 }), None);
        let read = other.get().await.unwrap().unwrap();
        assert_eq!((*read, Cached::source(&read)), (2, Source::L2));
    }

    #[tokio::test]
    async fn what_cannot_be_opened_leaves_l1() {
        let cache = client();
        let region = region(&cache).await;
        let entry = cache.entry(&Sealed { id: 1 });
        let keys = cache.scope().keys.as_ref().unwrap();
        let sealed = cache.shared().backend.get(entry.key()).await.unwrap().unwrap().bytes;
        // Behind the header, which names the keys.
        for at in 7..sealed.len() {
            let mut changed = sealed.clone();
            changed[at] ^= 1;
            put(region, &entry.key, Arc::new(region.ciphertext(keys, &entry.key, &changed).unwrap()));
            assert_eq!(region.sealed_l1.len(), 2);
            assert_eq!(cache.get_if_present(&Sealed { id: 1 }), None, "byte {at}");
            assert_eq!(region.sealed_l1.len(), 1);
        }
    }

    /// Also not when it stands under the tenant's own key.
    #[tokio::test]
    async fn the_entry_of_another_tenant_is_not_served() {
        let cache = client();
        let region = region(&cache).await;
        let sealed = cache.shared().backend.get(cache.entry(&Sealed { id: 1 }).key()).await.unwrap().unwrap();
        let tenant = cache.for_tenant("umbrella").unwrap();
        let entry = tenant.entry(&Sealed { id: 1 });
        let keys = cache.scope().keys.as_ref().unwrap();
        put(region, &entry.key, Arc::new(region.ciphertext(keys, &entry.key, &sealed.bytes).unwrap()));
        assert_eq!(tenant.get_if_present(&Sealed { id: 1 }), None);
        assert!(entry.get().await.unwrap().is_none());
    }
}
