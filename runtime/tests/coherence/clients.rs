//! Two clients on one backend that tells of every change.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use cachekit::backend::Backend;
use cachekit::backend::memory::MemoryBackend;
use cachekit::prelude::*;
use cachekit::{Coherence, ManualClock};

use crate::support::{KEY, Read, found, hit, read, set};

const MASTER_KEY: &str = "8f4a1b6c9d2e3f40516273849506a7b8c9d0e1f2031425364758697a8b9cadbe";

/// Clients of one backend in memory, and the clock that all of them go by.
fn clients<const N: usize>() -> ([CacheKit; N], ManualClock) {
    let clock = ManualClock::default();
    let memory = Arc::new(MemoryBackend::on_clock(&clock));
    let client = || {
        let backend = Arc::clone(&memory) as Arc<dyn Backend>;
        let builder = CacheKit::builder().backend(backend).coherence(Coherence::Push).clock(&clock);
        builder.namespace("shop").encryption(MASTER_KEY, "acme").unwrap().build().unwrap()
    };
    ([(); N].map(|()| client()), clock)
}

#[tokio::test]
async fn a_write_is_seen_at_once_and_then_kept() {
    let ([first, second], clock) = clients();
    set(&first, "old").await;
    assert_eq!(read(&second).await, found("old"));
    assert_eq!(read(&second).await, hit("old"));
    set(&first, "new").await;
    assert_eq!(read(&second).await, found("new"));
    clock.advance(Duration::from_secs(299));
    assert_eq!(read(&second).await, hit("new"), "for its whole lifetime");
    clock.advance(Duration::from_secs(1));
    assert_eq!(read(&second).await, Read::Nothing, "and no longer");
}

#[tokio::test]
async fn a_delete_is_seen_at_once() {
    let ([first, second], _) = clients();
    set(&first, "old").await;
    read(&second).await;
    first.entry(&KEY).delete().await.unwrap();
    assert_eq!(read(&second).await, Read::Nothing);
}

#[derive(CacheRegion)]
#[cache(namespace = "users", key = "secret:{id}", value = String, ttl = "5m", secure)]
struct Secret {
    id: u64,
}

/// Two reads by the second client, so that its L1 has the value; then a write by the first.
async fn is_seen<R: CacheRegion<Value = String>>(clients: &[CacheKit; 2], key: &R) {
    clients[0].entry(key).set("old".to_owned()).await.unwrap();
    for _ in 0..2 {
        assert_eq!(*clients[1].entry(key).get().await.unwrap().unwrap(), "old");
    }
    clients[0].entry(key).set("new".to_owned()).await.unwrap();
    assert_eq!(*clients[1].entry(key).get().await.unwrap().unwrap(), "new");
}

#[tokio::test]
async fn all_kinds_of_entries_are_told_of() {
    let (clients, _) = clients::<2>();
    is_seen(&clients, &KEY).await;
    is_seen(&clients, &Secret { id: 1 }).await;
    let tenants = [clients[0].for_tenant("beta").unwrap(), clients[1].for_tenant("beta").unwrap()];
    is_seen(&tenants, &KEY).await;
    is_seen(&tenants, &Secret { id: 1 }).await;

    clients[0].set("greeting", "old").await.unwrap();
    clients[0].secure().unwrap().set("secret", &"old").await.unwrap();
    for _ in 0..2 {
        assert_eq!(clients[1].get::<String>("greeting").await.unwrap().unwrap(), "old");
        assert_eq!(clients[1].secure().unwrap().get::<String>("secret").await.unwrap().unwrap(), "old");
    }
    clients[0].set("greeting", "new").await.unwrap();
    clients[0].secure().unwrap().delete("secret").await.unwrap();
    assert_eq!(clients[1].get::<String>("greeting").await.unwrap().unwrap(), "new");
    assert_eq!(clients[1].secure().unwrap().get::<String>("secret").await.unwrap(), None);
}

#[derive(CacheRegion)]
#[cache(namespace = "users", operation = "get_name", layout = "interop", value = String, ttl = "5m")]
struct Interop {
    id: u64,
}

#[tokio::test]
async fn keys_outside_of_the_namespace_are_kept_for_a_short_time() {
    let ([first, second], clock) = clients();
    first.entry(&Interop { id: 1 }).set("old".to_owned()).await.unwrap();
    assert_eq!(*second.entry(&Interop { id: 1 }).get().await.unwrap().unwrap(), "old");
    first.entry(&Interop { id: 1 }).set("new".to_owned()).await.unwrap();
    clock.advance(Duration::from_secs(30));
    assert_eq!(*second.entry(&Interop { id: 1 }).get().await.unwrap().unwrap(), "new");
}

#[tokio::test]
async fn a_hot_key_that_many_miss_is_loaded_once_and_then_stays() {
    let (clients, _) = clients::<8>();
    let loads = Arc::new(AtomicUsize::new(0));
    let read_all = || async {
        let mut hits = 0;
        for cache in &clients {
            let load = async || {
                loads.fetch_add(1, Ordering::SeqCst);
                Ok::<_, CachekitError>("Ada".to_owned())
            };
            let read = cache.entry(&KEY).get_or_load(load).await.unwrap();
            hits += usize::from(Cached::source(&read) == cachekit::Source::L1);
        }
        hits
    };
    read_all().await;
    read_all().await;
    assert_eq!(loads.load(Ordering::SeqCst), 1);
    assert_eq!(read_all().await, clients.len(), "every L1 has it, and nobody drops it again");
}

#[tokio::test]
async fn a_client_that_is_gone_is_not_told() {
    let ([first, second], _) = clients();
    drop(second);
    set(&first, "value").await;
    let told = first.stats().coherence.unwrap();
    assert!(told.is_live && told.changes == 1 && told.losses == 0, "{told:?}");
}

#[test]
fn a_backend_that_does_not_tell_is_refused() {
    struct Mute(MemoryBackend);
    #[async_trait::async_trait]
    impl Backend for Mute {
        async fn get(&self, key: &str) -> Result<Option<Vec<u8>>, BackendError> {
            self.0.get(key).await
        }
        async fn set(&self, key: &str, value: Vec<u8>, ttl: Option<Duration>) -> Result<(), BackendError> {
            self.0.set(key, value, ttl).await
        }
        async fn delete(&self, key: &str) -> Result<bool, BackendError> {
            self.0.delete(key).await
        }
        async fn exists(&self, key: &str) -> Result<bool, BackendError> {
            self.0.exists(key).await
        }
        async fn health(&self) -> Result<cachekit::backend::HealthStatus, BackendError> {
            self.0.health().await
        }
    }
    let mute = CacheKit::builder().backend(Arc::new(Mute(MemoryBackend::new())));
    let Err(CachekitError::Config(message)) = mute.coherence(Coherence::Push).build() else {
        panic!("an error was expected")
    };
    assert!(message.contains("tells of changes"), "{message}");
}
