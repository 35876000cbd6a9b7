//! A value that cannot be shared between threads.

use std::cell::Cell;

use serde::{Deserialize, Serialize};
use shop_cache::prelude::*;

#[derive(Clone, Serialize, Deserialize, CacheValue)]
#[cache(version = 1)]
struct Counter {
    count: Cell<u64>,
}

#[derive(CacheRegion)]
#[cache(namespace = "counters", key = "{id}", value = Counter, ttl = "5m")] //~ error
struct CounterById {
    id: u64,
}

fn main() {}
