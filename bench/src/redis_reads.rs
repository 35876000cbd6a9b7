//! Values that are in a Redis server and not in this process, read by many tasks at a time.
//!
//! The measure is redis-rs itself: a `GET` on one multiplexed connection, and the same value decoded from the same
//! encoding. All of them run on one thread, and the server on another core.

mod others;
mod ours;

use std::sync::Arc;

use cachekit_test_servers::RedisServer;
use serde::{Deserialize, Serialize};

use crate::harness::{Bench, Contestant};

pub(crate) const BENCH: Bench = Bench {
    name: "redis-reads",
    about: "one of 1,024 values of 256 bytes, by 256 tasks at a time",
    contestants: || {
        let server = Arc::new(RedisServer::start());
        others::raw(&server).into_iter().chain(ours::all(&server)).chain(others::published(&server)).collect()
    },
};

const TASKS: usize = 256;

/// How many values each task reads in a pass.
const READS: usize = 4;

/// How many keys there are.
const KEYS: usize = TASKS * READS;

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, cachekit::CacheValue)]
#[cache(crate = "::cachekit")]
struct Page {
    id: u64,
    title: String,
    text: String,
}

impl Page {
    /// All of them take the same number of bytes.
    fn of_id(id: u64) -> u64 {
        1 << 40 | id
    }

    /// Encoded, it has 256 bytes.
    fn of(id: u64) -> Self {
        let page = Self { id: Self::of_id(id), title: format!("page {id:06}"), text: "x".repeat(213) };
        debug_assert_eq!(rmp_serde::to_vec_named(&page).map(|bytes| bytes.len()).ok(), Some(256));
        page
    }
}

fn runtime() -> tokio::runtime::Runtime {
    tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime")
}

/// A contestant that reads every value once in a pass, and says which it was. Keeps the server going.
fn by_many_tasks<C, F>(
    name: &'static str,
    server: &Arc<RedisServer>,
    runtime: tokio::runtime::Runtime,
    client: C,
    read: impl Fn(C, u64) -> F + Copy + Send + 'static,
) -> Contestant
where
    C: Clone + Send + 'static,
    F: Future<Output = u64> + Send,
{
    let server = Arc::clone(server);
    Contestant::new(name, KEYS, move || {
        let _served_by = &server;
        runtime.block_on(async {
            let tasks: Vec<_> = (0..TASKS)
                .map(|task| {
                    let client = client.clone();
                    tokio::spawn(async move {
                        for nth in 0..READS {
                            let id = (task * READS + nth) as u64;
                            assert_eq!(read(client.clone(), id).await, Page::of_id(id));
                        }
                    })
                })
                .collect();
            for task in tasks {
                task.await.expect("its value");
            }
        });
    })
}
