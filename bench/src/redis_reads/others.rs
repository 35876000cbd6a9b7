//! redis-rs by itself, and the published crate.

use std::sync::Arc;
use std::time::Duration;

use cachekit_test_servers::RedisServer;
use published::CacheKit;
use published::backend::redis::RedisBackend;
use redis::AsyncCommands;

use super::{Contestant, KEYS, Page, by_many_tasks, runtime};

pub(super) fn raw(server: &Arc<RedisServer>) -> Vec<Contestant> {
    let runtime = runtime();
    let connection = runtime.block_on(async {
        let client = redis::Client::open(server.url()).expect("a URL");
        let mut connection = client.get_multiplexed_async_connection().await.expect("a server");
        for id in 0..KEYS as u64 {
            let bytes = rmp_serde::to_vec_named(&Page::of(id)).expect("bytes");
            let () = connection.set(format!("raw-pages:by-id:{id}"), bytes).await.expect("an entry");
        }
        connection
    });
    let read = |mut connection: redis::aio::MultiplexedConnection, id| async move {
        let bytes: Vec<u8> = connection.get(format!("raw-pages:by-id:{id}")).await.expect("a value");
        rmp_serde::from_slice::<Page>(&bytes).expect("a page").id
    };
    vec![by_many_tasks("redis-rs, one multiplexed connection", server, runtime, connection, read)]
}

pub(super) fn published(server: &Arc<RedisServer>) -> Vec<Contestant> {
    let runtime = runtime();
    let cache = runtime.block_on(async {
        let backend = RedisBackend::builder().url(server.url()).build().expect("a backend");
        // Its connection lives as long as this runs in the background.
        let _background = backend.connect().await.expect("a server");
        let builder = CacheKit::builder().backend(Arc::new(backend)).no_l1();
        let cache = builder.default_ttl(Duration::from_hours(1)).build().expect("a client");
        for id in 0..KEYS as u64 {
            cache.set(&format!("published-pages:by-id:{id}"), &Page::of(id)).await.expect("an entry");
        }
        Arc::new(cache)
    });
    let read = |cache: Arc<CacheKit>, id| async move {
        let key = format!("published-pages:by-id:{id}");
        cache.get::<Page>(&key).await.expect("a client").expect("a value").id
    };
    vec![by_many_tasks("cachekit-rs 0.13.1, get()", server, runtime, cache, read)]
}
