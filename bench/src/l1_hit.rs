//! A value that is in this process, by its key.
//!
//! The measure is the bare store, asked with keys that were written beforehand. Ours take the parts of the key, and
//! read a clock.

mod others;
mod ours;

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::harness::{Bench, Contestant};

pub(crate) const BENCH: Bench = Bench {
    name: "l1-hit",
    about: "one of 1,024 values, by the key `users:profile:{tenant}:{id}`",
    contestants: || others::stores().into_iter().chain(ours::all()).chain(others::caches()).collect(),
};

/// How many keys are asked for, in turn.
const KEYS: usize = 1024;

/// What every contestant can hold.
const CAPACITY: usize = 10_000;

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, cachekit::CacheValue)]
#[cache(crate = "::cachekit")]
struct User {
    id: u64,
    name: String,
}

impl User {
    fn shared(id: u64) -> Arc<Self> {
        Arc::new(Self { id, name: format!("user {id}") })
    }
}

/// The parts of a key.
struct Parts {
    tenant: String,
    id: u64,
}

impl Parts {
    fn text(&self) -> String {
        format!("users:profile:{}:{}", self.tenant, self.id)
    }
}

/// All keys, in an order that is none, so that no contestant finds them in a row in memory.
fn keys() -> Vec<Parts> {
    // A full period of a generator that is as simple as can be.
    let order = (0..KEYS).scan(0_usize, |at, _| {
        *at = (*at * 1_021 + 383) % KEYS;
        Some(*at)
    });
    let tenants = ["acme", "globex", "initech", "umbrella-corp", "hooli", "stark-industries"];
    order
        .map(|at| Parts { tenant: tenants[at % tenants.len()].to_owned(), id: 100_000 + 977 * at as u64 })
        .collect()
}

/// A contestant that is asked for every key in turn.
fn for_each_key<K: 'static, T>(
    name: &'static str,
    keys: Vec<K>,
    mut get: impl FnMut(&K) -> T + 'static,
) -> Contestant {
    let pass = move || {
        for key in &keys {
            std::hint::black_box(get(key));
        }
    };
    Contestant::new(name, KEYS, pass)
}
