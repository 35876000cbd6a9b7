//! Programs of several versions on one backend: a value is never read as something it is not.

use std::sync::Arc;

use cachekit::backend::Backend;
use cachekit::backend::memory::MemoryBackend;
use cachekit::prelude::*;

/// The program as it was.
mod old {
    use cachekit::prelude::*;
    use serde::{Deserialize, Serialize};

    #[derive(Debug, Clone, PartialEq, Serialize, Deserialize, CacheValue)]
    pub(super) struct Account {
        pub(super) id: u64,
        pub(super) limit: u32,
    }

    #[derive(CacheRegion)]
    #[cache(namespace = "accounts", key = "by-id:{id}", value = Account, ttl = "5m")]
    pub(super) struct AccountById {
        pub(super) id: u64,
    }
}

/// The program as it is: what was a limit in euros is one in cents, and would decode.
mod new {
    use cachekit::prelude::*;
    use serde::{Deserialize, Serialize};

    #[derive(Debug, Clone, PartialEq, Serialize, Deserialize, CacheValue)]
    pub(super) struct Account {
        pub(super) id: u64,
        #[serde(default)]
        pub(super) limit_cents: u32,
        #[serde(default)]
        pub(super) limit: u32,
    }

    #[derive(CacheRegion)]
    #[cache(namespace = "accounts", key = "by-id:{id}", value = Account, ttl = "5m")]
    pub(super) struct AccountById {
        pub(super) id: u64,
    }
}

fn client(backend: &Arc<MemoryBackend>) -> CacheKit {
    CacheKit::builder().backend(backend.clone()).build().unwrap()
}

#[tokio::test]
async fn another_shape_is_a_miss_and_both_use_one_key() {
    let backend = Arc::new(MemoryBackend::new());
    let (before, after) = (client(&backend), client(&backend));
    let old_entry = before.entry(&old::AccountById { id: 1 });
    let new_entry = after.entry(&new::AccountById { id: 1 });
    assert_eq!(old_entry.key(), new_entry.key());
    old_entry.set(old::Account { id: 1, limit: 500 }).await.unwrap();
    assert!(new_entry.get().await.unwrap().is_none());
    assert!(!new_entry.exists().await.unwrap());
    assert_eq!(after.stats().region("AccountById").unwrap().unreadable, 2);
    // The old process invalidates the entry of the new one, and the other way round.
    assert!(new_entry.delete().await.unwrap());
    assert!(backend.is_empty());
}

#[tokio::test]
async fn two_versions_do_not_overwrite_each_other_without_end() {
    let backend = Arc::new(MemoryBackend::new());
    let (before, after) = (client(&backend), client(&backend));
    let mut writes = Vec::new();
    for _ in 0..10 {
        // Fresh handles of L1 each time would be fresh processes: evict what L1 holds instead, as its lifetime would.
        before
            .entry(&old::AccountById { id: 1 })
            .get_or_load(|| async { Ok::<_, ()>(old::Account { id: 1, limit: 5 }) })
            .await
            .unwrap();
        after
            .entry(&new::AccountById { id: 1 })
            .get_or_load(|| async { Ok::<_, ()>(new::Account { id: 1, limit_cents: 500, limit: 0 }) })
            .await
            .unwrap();
        writes.push(before.stats().regions[0].writes + after.stats().regions[0].writes);
    }
    assert!(*writes.last().unwrap() <= 3, "{writes:?}");
}

#[tokio::test]
async fn damaged_and_foreign_bytes_are_a_miss() {
    let backend = Arc::new(MemoryBackend::new());
    let cache = client(&backend);
    let entry = cache.entry(&old::AccountById { id: 1 });
    entry.set(old::Account { id: 1, limit: 500 }).await.unwrap();
    let intact = backend.get(entry.key()).await.unwrap().unwrap();
    let mut damaged: Vec<Vec<u8>> = (0..intact.len())
        .map(|at| {
            let mut bytes = intact.clone();
            bytes[at] ^= 0x10;
            bytes
        })
        .collect();
    damaged.extend((0..intact.len()).map(|len| intact[..len].to_vec()));
    damaged.push([&intact[..], b"\0"].concat());
    damaged.push(b"\x82\xa2id\x01\xa5limit\x05".to_vec());
    // An intact entry of another key of the same region.
    let other = cache.entry(&old::AccountById { id: 2 });
    other.set(old::Account { id: 2, limit: 7 }).await.unwrap();
    damaged.push(backend.get(other.key()).await.unwrap().unwrap());
    for bytes in damaged {
        backend.set(entry.key(), bytes.clone(), None).await.unwrap();
        let fresh = client(&backend);
        let read = fresh.entry(&old::AccountById { id: 1 }).get().await.unwrap();
        assert!(read.is_none(), "{bytes:02x?}");
    }
}
