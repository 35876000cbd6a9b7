//! What is noted of a run. Times are microseconds of the machine's monotonic clock, which all processes share.

use std::time::SystemTime;

use cachekit::prelude::*;
use rustix::time::{ClockId, clock_gettime};
use serde::{Deserialize, Serialize};

/// Names a value, and tells who has made it. No two are alike.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, CacheValue)]
pub(crate) struct Stamp {
    pub(crate) process: u32,
    pub(crate) task: u32,
    pub(crate) number: u32,
}

/// A value as it is cached.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, CacheValue)]
pub(crate) struct Written {
    pub(crate) key: u32,
    pub(crate) stamp: Stamp,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Operation {
    pub(crate) process: u32,
    pub(crate) key: u32,
    pub(crate) begin_us: u64,
    pub(crate) end_us: u64,
    /// When it began, in milliseconds since the Unix epoch, for people who compare it with other logs.
    pub(crate) wall_ms: u64,
    pub(crate) what: What,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum What {
    Set {
        stamp: Stamp,
        outcome: Outcome,
    },
    Delete {
        outcome: Outcome,
    },
    Read {
        /// `None` when the read failed or was given up.
        answer: Option<Answer>,
        /// The value that its own loader has made, if the loader ran, and when it began.
        loaded: Option<(Stamp, u64)>,
    },
}

/// What became of a write.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Outcome {
    Acknowledged,
    /// It failed or was given up: it may have happened, and it may happen at any time later.
    Unknown,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Answer {
    pub(crate) found: Option<Written>,
    pub(crate) from_l1: bool,
}

/// What a process knows of its news at one moment.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
pub(crate) struct Told {
    pub(crate) at_us: u64,
    pub(crate) is_live: bool,
    pub(crate) losses: u64,
}

/// A round trip to the server and back, with the pause before it: whatever kept the process, the way or the server
/// shows in one.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
pub(crate) struct Trip {
    pub(crate) begin_us: u64,
    pub(crate) end_us: u64,
}

/// A time in which changes can be missed without a sign.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Fault {
    /// Whom it keeps from the server; `None`: everybody.
    pub(crate) process: Option<u32>,
    pub(crate) begin_us: u64,
    pub(crate) end_us: u64,
}

/// What one process has noted. Both lists of times are in order.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(crate) struct Notes {
    pub(crate) operations: Vec<Operation>,
    pub(crate) told: Vec<Told>,
    pub(crate) trips: Vec<Trip>,
    pub(crate) failures: u64,
}

#[derive(Debug, Default)]
pub(crate) struct History {
    /// By number of the process.
    pub(crate) notes: Vec<Notes>,
    pub(crate) faults: Vec<Fault>,
    pub(crate) terms: Terms,
}

/// What the clients of a run were built with.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Terms {
    pub(crate) l1_ttl_us: u64,
    /// The most that passes between the moment a value is read or its loader begins, and the moment it is put into L1.
    pub(crate) under_way_us: u64,
}

pub(crate) fn now_us() -> u64 {
    let now = clock_gettime(ClockId::Monotonic);
    u64::try_from(now.tv_sec).unwrap() * 1_000_000 + u64::try_from(now.tv_nsec).unwrap() / 1_000
}

#[expect(clippy::disallowed_methods, reason = "it is noted, and nothing depends on it")]
pub(crate) fn wall_ms() -> u64 {
    let since_epoch = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap();
    u64::try_from(since_epoch.as_millis()).unwrap()
}
