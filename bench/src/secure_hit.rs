//! A value that is in this process encrypted, by its key: every hit opens it.
//!
//! The measure is the published `SecureCache`. All of them take the parts of the key: who has no typed keys formats
//! one.

mod ours;
mod theirs;

use serde::{Deserialize, Serialize};

use crate::harness::{Bench, Contestant};

pub(crate) const BENCH: Bench = Bench {
    name: "secure-hit",
    about: "one of 1,024 sealed values, by the key `patients:by-id:{clinic}:{id}`",
    contestants: || theirs::all().into_iter().chain(ours::all()).chain([theirs::cipher()]).collect(),
};

/// How many keys are asked for, in turn.
const KEYS: usize = 1024;

const CAPACITY: usize = 10_000;

/// In hex, and what it stands for.
const MASTER_KEY: &str = "2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a";
const MASTER_KEY_BYTES: [u8; 32] = [0x2a; 32];
const TENANT: &str = "acme";

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, cachekit::CacheValue)]
#[cache(crate = "::cachekit")]
struct Patient {
    id: u64,
    name: String,
}

impl Patient {
    fn of(id: u64) -> Self {
        Self { id, name: format!("patient {id}") }
    }
}

/// The parts of a key.
struct Parts {
    clinic: String,
    id: u64,
}

impl Parts {
    fn text(&self) -> String {
        format!("patients:by-id:{}:{}", self.clinic, self.id)
    }
}

fn keys() -> Vec<Parts> {
    let clinics = ["north", "charité", "st-mary", "riverside"];
    (0..KEYS)
        .map(|at| Parts { clinic: clinics[at % clinics.len()].to_owned(), id: 100_000 + 977 * at as u64 })
        .collect()
}

/// A contestant whose expression is awaited for every key, in one future: a closure a key would be a future more.
macro_rules! awaited {
    ($name:literal, $cache:ident, |$parts:ident| $hit:expr) => {{
        let (runtime, keys) = (crate::secure_hit::runtime(), crate::secure_hit::keys());
        crate::harness::Contestant::new($name, crate::secure_hit::KEYS, move || {
            runtime.block_on(async {
                for $parts in &keys {
                    std::hint::black_box($hit);
                }
            });
        })
    }};
}
use awaited;

fn runtime() -> tokio::runtime::Runtime {
    tokio::runtime::Builder::new_current_thread().enable_time().build().expect("a runtime")
}
