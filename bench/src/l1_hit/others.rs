//! Bare stores, and other caches.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use async_trait::async_trait;
use cached::macros::concurrent_cached;
use foldhash::fast::RandomState;
use published::backend::{Backend, HealthStatus};
use published::{BackendError, CacheKit, CachekitError};
use quick_cache::UnitWeighter;
use quick_cache::sync::{Cache, DefaultLifecycle};

use super::{CAPACITY, Parts, User, for_each_key, keys};
use crate::harness::Contestant;

pub(super) fn stores() -> Vec<Contestant> {
    let texts = || keys().iter().map(Parts::text).collect::<Vec<_>>();

    let default = Cache::<String, Arc<User>>::new(CAPACITY);
    let seeded: Cache<String, Arc<User>, UnitWeighter, RandomState> = Cache::with(
        CAPACITY,
        CAPACITY as u64,
        UnitWeighter,
        RandomState::default(),
        DefaultLifecycle::default(),
    );
    let moka = moka::sync::Cache::new(CAPACITY as u64);
    for key in keys() {
        default.insert(key.text(), User::shared(key.id));
        seeded.insert(key.text(), User::shared(key.id));
        moka.insert(key.text(), User::shared(key.id));
    }
    moka.run_pending_tasks();
    let quick_cache = if cfg!(feature = "store-defaults") {
        "quick_cache, default features, written keys"
    } else {
        "quick_cache, no features, written keys"
    };
    vec![
        for_each_key(quick_cache, texts(), move |key| default.get(key).expect("a hit")),
        for_each_key("quick_cache with our hasher, written keys", texts(), move |key| {
            seeded.get(key).expect("a hit")
        }),
        for_each_key("moka, written keys", texts(), move |key| moka.get(key).expect("a hit")),
    ]
}

pub(super) fn caches() -> Vec<Contestant> {
    vec![
        for_each_key("cached 4, #[concurrent_cached] fn", keys(), |key| memoized(&key.tenant, key.id)),
        published_get(),
        published_function(),
    ]
}

#[concurrent_cached(
    max_size = 10_000,
    ttl_secs = 300,
    key = "String",
    convert = { format!("users:profile:{tenant}:{id}") }
)]
fn memoized(tenant: &str, id: u64) -> Arc<User> {
    let _ = tenant;
    User::shared(id)
}

fn published_get() -> Contestant {
    let (runtime, cache) = (super::ours::runtime(), published_client());
    runtime.block_on(async {
        for key in keys() {
            cache.set(&key.text(), &*User::shared(key.id)).await.expect("an entry");
        }
    });
    Contestant::new("cachekit-rs 0.13.1, get, formatted keys", super::KEYS, {
        let keys = keys();
        move || {
            runtime.block_on(async {
                for key in &keys {
                    let user = cache.get::<User>(&key.text()).await.expect("a client").expect("a hit");
                    std::hint::black_box(user);
                }
            });
        }
    })
}

fn published_function() -> Contestant {
    let (runtime, cache, keys) = (super::ours::runtime(), published_client(), keys());
    Contestant::new("cachekit-rs 0.13.1, #[cachekit] fn", super::KEYS, move || {
        runtime.block_on(async {
            for key in &keys {
                let user = function::profile(&cache, key.tenant.clone(), key.id).await.expect("a hit");
                std::hint::black_box(user);
            }
        });
    })
}

/// The macro names the crate as `cachekit`, which here is the one that is developed.
mod function {
    use published::{self as cachekit, cachekit};

    use super::{CacheKit, CachekitError, User};

    #[cachekit(client = cache, ttl = 300, interop = "profile", namespace = "users")]
    pub(super) async fn profile(cache: &CacheKit, tenant: String, id: u64) -> Result<User, CachekitError> {
        let _ = &tenant;
        Ok(User::clone(&User::shared(id)))
    }
}

fn published_client() -> CacheKit {
    CacheKit::builder()
        .backend(Arc::new(Memory::default()))
        .l1_capacity(CAPACITY)
        .default_ttl(Duration::from_mins(5))
        .build()
        .expect("a client")
}

/// The published crate has no backend in memory.
#[derive(Default)]
struct Memory(Mutex<HashMap<String, Vec<u8>>>);

impl Memory {
    fn entries(&self) -> std::sync::MutexGuard<'_, HashMap<String, Vec<u8>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[async_trait]
impl Backend for Memory {
    async fn get(&self, key: &str) -> Result<Option<Vec<u8>>, BackendError> {
        Ok(self.entries().get(key).cloned())
    }

    async fn set(&self, key: &str, value: Vec<u8>, _ttl: Option<Duration>) -> Result<(), BackendError> {
        self.entries().insert(key.to_owned(), value);
        Ok(())
    }

    async fn delete(&self, key: &str) -> Result<bool, BackendError> {
        Ok(self.entries().remove(key).is_some())
    }

    async fn exists(&self, key: &str) -> Result<bool, BackendError> {
        Ok(self.entries().contains_key(key))
    }

    async fn health(&self) -> Result<HealthStatus, BackendError> {
        Ok(HealthStatus {
            is_healthy: true,
            latency_ms: 0.0,
            backend_type: "memory".to_owned(),
            details: HashMap::new(),
        })
    }
}
