//! One of the processes: some tasks, a client that is told of changes, and notes of all that happens.

use std::fs;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use cachekit::backend::redis::RedisBackend;
use cachekit::prelude::*;
use cachekit::{Coherence, Source};
use redis::aio::MultiplexedConnection;
use serde::{Deserialize, Serialize};
use tokio::task::JoinSet;
use tokio::time::{sleep, timeout};

use crate::dice::Dice;
use crate::events::{
    Answer, Notes, Operation, Outcome, Stamp, Terms, Told, Trip, What, Written, now_us, wall_ms,
};

const ORDERS: &str = "CACHEKIT_TEST_ORDERS";
const KEYS: u64 = 50;
/// Keys that half of all operations are about.
const HOT_KEYS: u64 = 5;

const COMMAND_TIMEOUT: Duration = Duration::from_millis(300);
const BACKEND_TIMEOUT: Duration = Duration::from_millis(500);
/// Short, so that its end is seen in a run.
const L1_TTL: Duration = Duration::from_secs(5);
const SLOWEST_LOAD: Duration = Duration::from_millis(250);

/// Longer than any call, so that the last read has a note of what was known after it.
const NOTED_AFTERWARDS_US: u64 = 1_000_000;

pub(crate) fn terms() -> Terms {
    let us = |time: Duration| u64::try_from(time.as_micros()).unwrap();
    Terms { l1_ttl_us: us(L1_TTL), under_way_us: us(BACKEND_TIMEOUT.max(SLOWEST_LOAD)) }
}

#[derive(CacheRegion)]
#[cache(namespace = "cells", key = "{id}", value = Written, ttl = "5m")]
struct Cell {
    id: u32,
}

/// What a process is to do, as it stands in its environment.
#[derive(Clone, Serialize, Deserialize)]
pub(crate) struct Orders {
    pub(crate) url: String,
    pub(crate) process: u32,
    pub(crate) tasks: u32,
    pub(crate) seed: u64,
    pub(crate) until_us: u64,
    pub(crate) notes: PathBuf,
    pub(crate) is_fenced: bool,
}

impl Orders {
    /// Starts this test binary as the process.
    pub(crate) fn start(&self) -> Child {
        Command::new(std::env::current_exe().unwrap())
            .args(["--exact", "process::one_process", "--nocapture"])
            .env(ORDERS, serde_json::to_string(self).unwrap())
            .stdout(Stdio::null())
            .spawn()
            .unwrap()
    }
}

/// Not a test by itself: what [`Orders::start`] starts.
#[expect(clippy::disallowed_methods, reason = "what this process is to do stands in its environment")]
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_process() {
    let Ok(orders) = std::env::var(ORDERS) else { return };
    let orders: Orders = serde_json::from_str(&orders).unwrap();
    let cache = client(&orders);
    let told = tokio::spawn(note_told(cache.clone(), orders.until_us));
    let trips = tokio::spawn(note_trips(orders.url.clone(), orders.until_us));
    let failures = Arc::new(AtomicU64::new(0));
    let mut tasks = JoinSet::new();
    for task in 0..orders.tasks {
        tasks.spawn(Worker::new(&orders, task, cache.clone(), Arc::clone(&failures)).work(orders.until_us));
    }
    let operations = tasks.join_all().await.concat();
    let (told, trips) = (told.await.unwrap(), trips.await.unwrap());
    let notes = Notes { operations, told, trips, failures: failures.load(Ordering::Relaxed) };
    fs::write(&orders.notes, serde_json::to_vec(&notes).unwrap()).unwrap();
}

fn client(orders: &Orders) -> CacheKit {
    let backend = RedisBackend::builder()
        .url(&orders.url)
        .connect_timeout(COMMAND_TIMEOUT)
        .command_timeout(COMMAND_TIMEOUT)
        .build()
        .unwrap();
    let builder = CacheKit::builder()
        .backend(Arc::new(backend))
        .namespace("history")
        .backend_timeout(BACKEND_TIMEOUT)
        .l1_ttl(L1_TTL)
        .load_lease(Duration::from_secs(1))
        .load_wait(Duration::from_secs(2))
        .coherence(Coherence::Push);
    if orders.is_fenced { builder } else { builder.unfenced() }.build().unwrap()
}

async fn note_told(cache: CacheKit, until_us: u64) -> Vec<Told> {
    let mut noted = Vec::new();
    while now_us() < until_us + NOTED_AFTERWARDS_US {
        // Of the moment before it was asked: what happens meanwhile belongs to the next.
        let at_us = now_us();
        let told = cache.stats().coherence.unwrap();
        noted.push(Told { at_us, is_live: told.is_live, losses: told.losses });
        sleep(Duration::from_millis(2)).await;
    }
    noted
}

async fn note_trips(url: String, until_us: u64) -> Vec<Trip> {
    let client = redis::Client::open(url).unwrap();
    let (mut connection, mut noted, mut begin_us) = (None, Vec::new(), now_us());
    while now_us() < until_us + NOTED_AFTERWARDS_US {
        if timeout(COMMAND_TIMEOUT, trip(&client, &mut connection)).await.is_err() {
            connection = None;
        }
        let end_us = now_us();
        noted.push(Trip { begin_us, end_us });
        begin_us = end_us;
        sleep(Duration::from_millis(5)).await;
    }
    noted
}

async fn trip(client: &redis::Client, connection: &mut Option<MultiplexedConnection>) {
    if connection.is_none() {
        *connection = client.get_multiplexed_async_connection().await.ok();
    }
    if let Some(open) = connection
        && redis::cmd("PING").exec_async(open).await.is_err()
    {
        *connection = None;
    }
}

struct Worker {
    cache: CacheKit,
    dice: Dice,
    process: u32,
    task: u32,
    /// Of the last value that it has named.
    number: u32,
    failures: Arc<AtomicU64>,
}

impl Worker {
    fn new(orders: &Orders, task: u32, cache: CacheKit, failures: Arc<AtomicU64>) -> Self {
        let dice = Dice::new(orders.seed, u64::from(orders.process * orders.tasks + task));
        Self { cache, dice, process: orders.process, task, number: 0, failures }
    }

    async fn work(mut self, until_us: u64) -> Vec<Operation> {
        let mut noted = Vec::new();
        while now_us() < until_us {
            let keys = if self.dice.percent(50) { HOT_KEYS } else { KEYS };
            let key = u32::try_from(self.dice.below(keys)).unwrap();
            let (begin_us, wall_ms) = (now_us(), wall_ms());
            let what = self.operate(key).await;
            noted.push(Operation { process: self.process, key, begin_us, end_us: now_us(), wall_ms, what });
            sleep(self.dice.ms(0..4)).await;
        }
        noted
    }

    async fn operate(&mut self, key: u32) -> What {
        let cell = Cell { id: key };
        let cache = self.cache.clone();
        let entry = cache.entry(&cell);
        // Some callers leave early.
        let patience = if self.dice.percent(3) { self.dice.ms(0..4) } else { Duration::from_secs(60) };
        match self.dice.below(100) {
            0..10 => {
                let stamp = self.stamp();
                let outcome = self.outcome(timeout(patience, entry.set(Written { key, stamp })).await);
                What::Set { stamp, outcome }
            }
            10..17 => What::Delete { outcome: self.outcome(timeout(patience, entry.delete()).await) },
            17..40 => {
                let (stamp, takes) = (self.stamp(), self.load_time());
                let began = Mutex::new(None);
                let load = async || {
                    *began.lock().unwrap() = Some(now_us());
                    sleep(takes).await;
                    Ok::<_, CachekitError>(Written { key, stamp })
                };
                let read = timeout(patience, entry.get_or_load(load)).await;
                let answer = self.answer(read.map(|read| {
                    read.map(Some).map_err(|error| match error {
                        LoadError::Cache(error) => error,
                        error => panic!("{error}"),
                    })
                }));
                let began = *began.lock().unwrap();
                What::Read { answer, loaded: began.map(|began_us| (stamp, began_us)) }
            }
            _ => What::Read { answer: self.answer(timeout(patience, entry.get()).await), loaded: None },
        }
    }

    fn stamp(&mut self) -> Stamp {
        self.number += 1;
        Stamp { process: self.process, task: self.task, number: self.number }
    }

    fn load_time(&mut self) -> Duration {
        if self.dice.percent(10) { self.dice.ms(50..240) } else { self.dice.ms(0..10) }
    }

    fn outcome<T, Left>(&self, written: Result<Result<T, CachekitError>, Left>) -> Outcome {
        match written {
            Ok(Ok(_)) => Outcome::Acknowledged,
            Ok(Err(error)) => {
                self.failed(&error);
                Outcome::Unknown
            }
            Err(_) => Outcome::Unknown,
        }
    }

    fn answer<Left>(
        &self,
        read: Result<Result<Option<Cached<Written>>, CachekitError>, Left>,
    ) -> Option<Answer> {
        match read {
            Ok(Ok(found)) => Some(Answer {
                from_l1: found.as_ref().is_some_and(|found| Cached::source(found) == Source::L1),
                found: found.as_deref().copied(),
            }),
            Ok(Err(error)) => {
                self.failed(&error);
                None
            }
            Err(_) => None,
        }
    }

    /// A failure of the backend is part of the run; there is no other.
    fn failed(&self, error: &CachekitError) {
        assert!(matches!(error, CachekitError::Backend(_)), "{error}");
        self.failures.fetch_add(1, Ordering::Relaxed);
    }
}
