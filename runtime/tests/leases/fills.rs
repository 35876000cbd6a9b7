//! A value that was loaded before another process wrote is never kept.

use std::time::Duration;

use cachekit::backend::Backend;
use cachekit::prelude::*;

use crate::support::{Can, KEY, STORAGE_KEY, Shared, Source, load};

#[tokio::test(start_paused = true)]
async fn what_another_process_deletes_does_not_come_back() {
    let backend = Shared::new(Can::Lease);
    let (source, first, second) = (Source::new(), backend.client(), backend.client());
    let loading = source.begin(&first, "old").await;
    second.entry(&KEY).delete().await.unwrap();
    source.let_go();
    assert_eq!(loading.await.unwrap(), "old", "its caller asked before the delete");
    assert_eq!(backend.stored().await, None);
    assert_eq!(first.stats().regions[0].fenced, 1);
    assert_eq!(load(&first, "new").await, "new", "nor is it in L1");
    assert_eq!(load(&second, "never read").await, "new");
}

/// Without a lease nothing tells a load of the writes of other processes.
#[tokio::test(start_paused = true)]
async fn what_is_loaded_without_a_lease_stays_in_its_process() {
    let backend = Shared::new(Can::Lease);
    let (source, second) = (Source::new(), backend.client());
    backend.fail();
    let refused = source.begin(&backend.client(), "old").await;
    backend.recover();
    let hanging = source.begin(&second, "old").await;
    let impatient = backend.builder().load_wait(Duration::from_secs(1)).build().unwrap();
    let tired = source.begin(&impatient, "old").await;
    let alone = source.begin(&impatient, "old").await;
    second.entry(&KEY).delete().await.unwrap();
    source.let_go();
    for loading in [refused, hanging, tired, alone] {
        assert_eq!(loading.await.unwrap(), "old", "its caller asked before the delete");
        assert_eq!(backend.stored().await, None);
    }
    assert_eq!(source.loads(), 4);
}

#[tokio::test(start_paused = true)]
async fn who_loads_alone_stores_what_nobody_else_loads() {
    let backend = Shared::new(Can::Lease);
    let cache = backend.client();
    let entry = cache.entry(&KEY);
    // The second takes no answer of "there is none", and loads on its own.
    let absent = entry.get_or_load_optional(async || {
        tokio::time::sleep(Duration::from_millis(10)).await;
        Ok::<_, CachekitError>(None)
    });
    let (absent, loaded) = tokio::join!(absent, load(&cache, "Ada"));
    assert_eq!((absent.unwrap().is_none(), loaded.as_str()), (true, "Ada"));
    assert!(backend.stored().await.is_some());
    assert_eq!(backend.count("lease"), 2);
}

#[tokio::test(start_paused = true)]
async fn what_another_process_sets_stays() {
    for can in [Can::Lease, Can::Lock, Can::Nothing] {
        let backend = Shared::new(can);
        let (source, first, second) = (Source::new(), backend.client(), backend.client());
        let loading = source.begin(&first, "old").await;
        second.entry(&KEY).set("new".to_owned()).await.unwrap();
        source.let_go();
        assert_eq!(loading.await.unwrap(), "old", "its caller asked before the set");
        assert_eq!(load(&first, "never read").await, "new", "{can:?}");
        assert_eq!(load(&backend.client(), "never read").await, "new", "{can:?}");
    }
}

/// By a program that knows nothing of leases.
#[tokio::test(start_paused = true)]
async fn what_a_stranger_writes_stays() {
    for can in [Can::Lease, Can::Lock, Can::Nothing] {
        let backend = Shared::new(can);
        let (source, cache) = (Source::new(), backend.client());
        let loading = source.begin(&cache, "old").await;
        let memory: &dyn Backend = &*backend;
        let theirs = b"theirs".to_vec();
        assert!(
            memory
                .as_conditional()
                .unwrap()
                .compare_and_set(STORAGE_KEY, None, theirs.clone(), None)
                .await
                .unwrap()
        );
        source.let_go();
        assert_eq!(loading.await.unwrap(), "old");
        assert_eq!(backend.stored().await, Some(theirs), "{can:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn what_nobody_can_read_is_replaced() {
    for can in [Can::Lease, Can::Lock, Can::Nothing] {
        let backend = Shared::new(can);
        let garbage = b"of another version".to_vec();
        backend.set(STORAGE_KEY, garbage, None).await.unwrap();
        assert_eq!(load(&backend.client(), "Ada").await, "Ada");
        assert_eq!(load(&backend.client(), "never read").await, "Ada", "{can:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_write_ends_the_wait_for_a_load() {
    let backend = Shared::new(Can::Lease);
    let (source, first, second) = (Source::new(), backend.client(), backend.client());
    let loading = source.begin(&first, "old").await;
    let waiting = source.spawn(&second, "never read");
    tokio::time::sleep(Duration::from_millis(10)).await;
    backend.client().entry(&KEY).set("new".to_owned()).await.unwrap();
    assert_eq!(waiting.await.unwrap(), "new");
    source.let_go();
    assert_eq!(loading.await.unwrap(), "old");
    assert_eq!(source.loads(), 1);
}

mod kinds_of_regions {
    use super::*;

    #[derive(CacheRegion)]
    #[cache(namespace = "users", key = "secret:{id}", value = String, ttl = "5m", secure)]
    struct Secret {
        id: u64,
    }

    #[derive(CacheRegion)]
    #[cache(namespace = "users", operation = "get_name", layout = "interop", value = String, ttl = "5m")]
    struct Interop {
        id: u64,
    }

    /// Loads under one client while another one deletes, and looks what is left.
    async fn comes_back<R: CacheRegion<Value = String> + Sync>(
        caches: &[CacheKit; 2],
        key: &R,
    ) -> Option<Cached<String>> {
        let load = async || {
            caches[1].entry(key).delete().await?;
            Ok::<_, CachekitError>("old".to_owned())
        };
        caches[0].entry(key).get_or_load(load).await.unwrap();
        caches[0].entry(key).get().await.unwrap()
    }

    #[tokio::test(start_paused = true)]
    async fn are_alike() {
        let backend = Shared::new(Can::Lease);
        let master_key = "8f4a1b6c9d2e3f40516273849506a7b8c9d0e1f2031425364758697a8b9cadbe";
        let caches =
            [(); 2].map(|()| backend.builder().encryption(master_key, "acme").unwrap().build().unwrap());
        assert_eq!(comes_back(&caches, &Secret { id: 1 }).await, None);
        assert_eq!(comes_back(&caches, &Interop { id: 1 }).await, None);
        let tenants = [caches[0].for_tenant("beta").unwrap(), caches[1].for_tenant("beta").unwrap()];
        assert_eq!(comes_back(&tenants, &Secret { id: 1 }).await, None);
        assert_eq!(comes_back(&tenants, &KEY).await, None);
    }
}
