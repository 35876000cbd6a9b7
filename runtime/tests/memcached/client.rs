//! A whole client on memcached servers.

use std::sync::Arc;
use std::time::Duration;

use cachekit::prelude::*;
use cachekit_test_servers::MemcachedServer;

use crate::support::{Other, impatient};

#[derive(CacheRegion)]
#[cache(namespace = "users", key = "profile:{id}", value = String, ttl = "5m")]
struct Profile {
    id: u64,
}

/// Longer than memcached keeps anything.
#[derive(CacheRegion)]
#[cache(namespace = "users", key = "archive:{id}", value = String, ttl = "90d")]
struct Archived {
    id: u64,
}

async fn load(cache: &CacheKit, id: u64) -> String {
    let entry = cache.entry(&Profile { id });
    let loaded = entry.get_or_load(async || Ok::<_, CachekitError>(format!("user {id}"))).await;
    loaded.unwrap().to_string()
}

#[tokio::test]
async fn two_clients_share_what_one_has_loaded() {
    let servers = [MemcachedServer::start(), MemcachedServer::start()];
    let url = format!("memcache://{},{}", servers[0].address(), servers[1].address());
    let client = || CacheKit::connect(&url).unwrap().build().unwrap();
    let (first, second) = (client(), client());
    for id in 0..20 {
        assert_eq!(load(&first, id).await, format!("user {id}"));
        let found = second.entry(&Profile { id }).get().await.unwrap();
        assert_eq!(found.as_deref(), Some(&format!("user {id}")));
    }
    // Of the locks of these loads nothing is left that anybody would see.
    let entries = |server| {
        let mut other = Other::of(server);
        (0..20).filter(|id| other.get(&format!("users:profile:{id}")).is_some()).count()
    };
    assert_eq!(servers.iter().map(entries).sum::<usize>(), 20);
}

#[tokio::test]
async fn an_entry_that_is_to_live_longer_than_there_is_room_for_is_stored() {
    let server = MemcachedServer::start();
    let cache = CacheKit::connect(server.url()).unwrap().no_l1().build().unwrap();
    let archived = cache.entry(&Archived { id: 7 });
    archived.set("Ada".to_owned()).await.unwrap();
    assert_eq!(archived.get().await.unwrap().as_deref(), Some(&"Ada".to_owned()));
    assert!(Other::of(&server).seconds_left("users:archive:7") <= 2_592_000);
}

#[tokio::test]
async fn a_region_goes_on_without_its_server() {
    let mut server = MemcachedServer::start();
    let cache = CacheKit::builder().backend(Arc::new(impatient(server.url()))).build().unwrap();
    assert_eq!(load(&cache, 1).await, "user 1");
    server.kill();
    assert_eq!(load(&cache, 1).await, "user 1", "from L1");
    assert_eq!(load(&cache, 2).await, "user 2", "from the loader");
    server.restart();
    tokio::time::sleep(Duration::from_millis(200)).await;
    assert_eq!(load(&cache, 3).await, "user 3");
}

#[tokio::test]
async fn what_the_string_api_cannot_store_is_an_error() {
    let server = MemcachedServer::start();
    let cache = CacheKit::connect(server.url()).unwrap().no_l1().build().unwrap();
    let error = cache.set("two words", &1).await.unwrap_err().to_string();
    assert!(error.contains("spaces") && !error.contains("two words"), "{error}");
    let error = cache.set("large", &"x".repeat(2 << 20)).await.unwrap_err().to_string();
    assert!(error.contains("max_item_bytes"), "{error}");
    cache.set("greeting", &"hello").await.unwrap();
    assert_eq!(cache.get::<String>("greeting").await.unwrap().as_deref(), Some("hello"));
}

/// One process loads, the others wait, by locks.
#[tokio::test]
async fn of_many_clients_that_miss_a_key_one_loads() {
    let server = MemcachedServer::start();
    let loads = Arc::new(std::sync::atomic::AtomicUsize::new(0));
    let clients = (0..4).map(|_| {
        let (cache, loads) = (CacheKit::connect(server.url()).unwrap().build().unwrap(), Arc::clone(&loads));
        tokio::spawn(async move {
            let entry = cache.entry(&Profile { id: 7 });
            let loaded = entry
                .get_or_load(async || {
                    loads.fetch_add(1, std::sync::atomic::Ordering::SeqCst);
                    tokio::time::sleep(Duration::from_millis(200)).await;
                    Ok::<_, CachekitError>("Ada".to_owned())
                })
                .await;
            assert_eq!(*loaded.unwrap(), "Ada");
        })
    });
    for client in clients.collect::<Vec<_>>() {
        client.await.unwrap();
    }
    assert_eq!(loads.load(std::sync::atomic::Ordering::SeqCst), 1);
}
