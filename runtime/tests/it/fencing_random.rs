//! The same promise as in `fencing`, on random interleavings: tasks set, delete, load and read a few keys on a
//! backend that lets others go first at random.

use std::collections::HashMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use async_trait::async_trait;
use cachekit::Source;
use cachekit::backend::{Backend, HealthStatus};
use cachekit::error::BackendError;
use cachekit::prelude::*;
use tokio::task::JoinSet;

use crate::support::{User, UserById, user};

/// A small generator of its own, so that a seed is all it takes to run a case again.
#[derive(Clone)]
struct Dice(Arc<AtomicU64>);

impl Dice {
    fn roll(&self, sides: u64) -> u64 {
        let mut x = self.0.fetch_add(0x9E37_79B9_7F4A_7C15, Ordering::SeqCst);
        x = (x ^ (x >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        x = (x ^ (x >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        (x ^ (x >> 31)) % sides
    }

    async fn let_others_go(&self) {
        for _ in 0..self.roll(4) {
            tokio::task::yield_now().await;
        }
    }
}

/// A map whose calls take their time before and after they happen.
struct Slow {
    entries: Mutex<HashMap<String, Vec<u8>>>,
    dice: Dice,
}

#[async_trait]
impl Backend for Slow {
    async fn get(&self, key: &str) -> Result<Option<Vec<u8>>, BackendError> {
        self.dice.let_others_go().await;
        let read = self.entries.lock().unwrap().get(key).cloned();
        self.dice.let_others_go().await;
        Ok(read)
    }

    async fn set(&self, key: &str, value: Vec<u8>, _ttl: Option<Duration>) -> Result<(), BackendError> {
        self.dice.let_others_go().await;
        self.entries.lock().unwrap().insert(key.to_owned(), value);
        self.dice.let_others_go().await;
        Ok(())
    }

    async fn delete(&self, key: &str) -> Result<bool, BackendError> {
        self.dice.let_others_go().await;
        let existed = self.entries.lock().unwrap().remove(key).is_some();
        self.dice.let_others_go().await;
        Ok(existed)
    }

    async fn exists(&self, key: &str) -> Result<bool, BackendError> {
        Ok(self.entries.lock().unwrap().contains_key(key))
    }

    async fn health(&self) -> Result<HealthStatus, BackendError> {
        Ok(HealthStatus::healthy("slow"))
    }
}

/// What the rest of the world is: the database that loaders read, with a version for each value.
struct World {
    cache: CacheKit,
    dice: Dice,
    database: Mutex<HashMap<u64, u64>>,
}

impl World {
    async fn act(&self) {
        let id = self.dice.roll(3);
        let key = UserById { tenant: "acme", id };
        let entry = self.cache.entry(&key);
        match self.dice.roll(6) {
            0 => {
                self.change(id);
                self.dice.let_others_go().await;
                entry.delete().await.unwrap();
            }
            1 => {
                let version = self.change(id);
                entry.set(named(id, version)).await.unwrap();
            }
            2 => {
                // Abandoned midway, more often than not.
                let write = entry.set(named(id, self.change(id)));
                tokio::select! { biased; () = self.dice.let_others_go() => {} result = write => result.unwrap() }
                // Its outcome is unknown, so it is made known.
                entry.delete().await.unwrap();
            }
            3 => {
                entry.get().await.unwrap();
            }
            _ => {
                let load = || async {
                    let version = self.database.lock().unwrap().get(&id).copied().unwrap_or(0);
                    self.dice.let_others_go().await;
                    Ok::<_, std::io::Error>(named(id, version))
                };
                entry.get_or_load(load).await.unwrap();
            }
        }
    }

    fn change(&self, id: u64) -> u64 {
        let mut database = self.database.lock().unwrap();
        let version = database.entry(id).or_default();
        *version += 1;
        *version
    }
}

fn named(id: u64, version: u64) -> User {
    user(id, &version.to_string())
}

/// After all is quiet, L1 holds what the backend holds, or nothing.
#[tokio::test]
async fn l1_and_the_backend_agree_after_any_interleaving() {
    for seed in 0..300 {
        let dice = Dice(Arc::new(AtomicU64::new(seed)));
        let backend = Arc::new(Slow { entries: Mutex::default(), dice: dice.clone() });
        let cache = CacheKit::builder().backend(backend.clone()).build().unwrap();
        let world = Arc::new(World { cache: cache.clone(), dice, database: Mutex::default() });
        let mut tasks = JoinSet::new();
        for _ in 0..6 {
            let world = world.clone();
            tasks.spawn(async move {
                for _ in 0..20 {
                    world.act().await;
                }
            });
        }
        tasks.join_all().await;
        let other = CacheKit::builder().backend(backend).build().unwrap();
        for id in 0..3 {
            let key = UserById { tenant: "acme", id };
            let l2 = other.entry(&key).get().await.unwrap().map(|user| (*user).clone());
            let here = cache.entry(&key).get().await.unwrap();
            if let Some(here) = here.filter(|user| Cached::source(user) == Source::L1) {
                assert_eq!(Some(&*here), l2.as_ref(), "seed {seed}, key {id}");
            }
        }
        assert_eq!(cache.stats().writes_in_flight, 0, "seed {seed}");
    }
}
