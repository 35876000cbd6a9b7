//! This crate, without L1.

use std::sync::Arc;

use cachekit::backend::Backend;
use cachekit::backend::memory::MemoryBackend;
use cachekit::backend::redis::RedisBackend;
use cachekit::{CacheKit, CacheRegion, CachekitError, cachekit};
use cachekit_test_servers::RedisServer;

use super::{Contestant, KEYS, Page, by_many_tasks, runtime};

#[derive(CacheRegion)]
#[cache(crate = "::cachekit", namespace = "pages", key = "by-id:{id}", value = Page, ttl = "1h")]
struct PageById {
    id: u64,
}

#[cachekit(crate = "::cachekit", namespace = "fn-pages", key = "by-id:{id}", ttl = "1h")]
async fn page(cache: &CacheKit, id: u64) -> Result<Arc<Page>, CachekitError> {
    Ok(Arc::new(Page::of(id)))
}

pub(super) fn all(server: &Arc<RedisServer>) -> Vec<Contestant> {
    let (regions, functions, strings) = (runtime(), runtime(), runtime());
    let (backends, memories) = (runtime(), runtime());
    let backend = backends.block_on(async {
        let backend = RedisBackend::builder().url(server.url()).build().expect("a backend");
        backend.connect().await.expect("a server");
        Arc::new(backend)
    });
    let in_memory = memories.block_on(async {
        let backend = Arc::new(MemoryBackend::new());
        let cache = CacheKit::builder().backend(backend).no_l1().build().expect("a client");
        for id in 0..KEYS as u64 {
            cache.entry(&PageById { id }).set(Page::of(id)).await.expect("an entry");
        }
        cache
    });
    let by_region = regions.block_on(async {
        let cache = client(server).await;
        for id in 0..KEYS as u64 {
            cache.entry(&PageById { id }).set(Page::of(id)).await.expect("an entry");
        }
        cache
    });
    let by_function = functions.block_on(async {
        let cache = client(server).await;
        for id in 0..KEYS as u64 {
            page(&cache, id).await.expect("a value");
        }
        cache
    });
    let by_string = strings.block_on(async {
        let cache = client(server).await;
        for id in 0..KEYS as u64 {
            cache.set(&format!("string-pages:by-id:{id}"), &Page::of(id)).await.expect("an entry");
        }
        cache
    });
    vec![
        by_many_tasks("region, entry().get()", server, regions, by_region, |cache, id| async move {
            cache.entry(&PageById { id }).get().await.expect("a client").expect("a value").id
        }),
        by_many_tasks("#[cachekit] fn", server, functions, by_function, |cache, id| async move {
            page(&cache, id).await.expect("a value").id
        }),
        by_many_tasks("get() by string", server, strings, by_string, |cache, id| async move {
            let key = format!("string-pages:by-id:{id}");
            cache.get::<Page>(&key).await.expect("a client").expect("a value").id
        }),
        by_many_tasks("  of it: the backend alone", server, backends, backend, |backend, id| async move {
            let bytes = backend.get(&format!("raw-pages:by-id:{id}")).await.expect("a server");
            rmp_serde::from_slice::<Page>(&bytes.expect("a value")).expect("a page").id
        }),
        by_many_tasks(
            "  of it: a region without a backend",
            server,
            memories,
            in_memory,
            |cache, id| async move {
                cache.entry(&PageById { id }).get().await.expect("a client").expect("a value").id
            },
        ),
    ]
}

async fn client(server: &RedisServer) -> CacheKit {
    let backend = RedisBackend::builder().url(server.url()).build().expect("a backend");
    backend.connect().await.expect("a server");
    CacheKit::builder().backend(Arc::new(backend)).no_l1().build().expect("a client")
}
