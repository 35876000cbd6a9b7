//! A whole client on a Redis server.

use std::sync::Arc;
use std::time::Duration;

use cachekit::prelude::*;
use cachekit_test_servers::RedisServer;

use crate::support::{Other, backend, impatient};

#[derive(CacheRegion)]
#[cache(namespace = "users", key = "profile:{id}", value = String, ttl = "5m")]
struct Profile {
    id: u64,
}

fn client(server: &RedisServer) -> CacheKit {
    CacheKit::builder().backend(Arc::new(backend(server))).build().unwrap()
}

#[tokio::test]
async fn two_clients_share_what_one_has_loaded() {
    let server = RedisServer::start();
    let loaded = client(&server)
        .entry(&Profile { id: 7 })
        .get_or_load(async || Ok::<_, CachekitError>("Ada".to_owned()))
        .await
        .unwrap();
    assert_eq!(*loaded, "Ada");
    let found = client(&server).entry(&Profile { id: 7 }).get().await.unwrap();
    assert_eq!(found.as_deref().map(String::as_str), Some("Ada"));
    assert!(Other::of(&server).ask::<bool>(&["EXISTS", "users:profile:7"]));
}

#[tokio::test]
async fn a_region_goes_on_without_its_server() {
    let mut server = RedisServer::start();
    let cache = CacheKit::builder().backend(Arc::new(impatient(&server))).build().unwrap();
    let load = |id| {
        let cache = cache.clone();
        async move {
            let value = cache
                .entry(&Profile { id })
                .get_or_load(async || Ok::<_, CachekitError>(format!("user {id}")))
                .await;
            value.unwrap().to_string()
        }
    };
    assert_eq!(load(1).await, "user 1");
    server.kill();
    assert_eq!(load(1).await, "user 1", "from L1");
    assert_eq!(load(2).await, "user 2", "from the loader");
    server.restart();
    tokio::time::sleep(Duration::from_millis(200)).await;
    assert_eq!(load(3).await, "user 3");
}
