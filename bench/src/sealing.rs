//! Encrypting a value.
//!
//! The measure is the bare cipher that makes the same message: a nonce of the operating system's, as much associated
//! data, and the message in memory of its own. What cachekit adds is the associated data, and for a region the
//! encoding and the frame.

mod contestants;

use crate::harness::Bench;

pub(crate) const BENCHES: [Bench; 4] = [
    Bench { name: "sealing-64", about: "a value of 64 bytes", contestants: || contestants::of(64) },
    Bench { name: "sealing-1k", about: "a value of 1 KiB", contestants: || contestants::of(1 << 10) },
    Bench { name: "sealing-16k", about: "a value of 16 KiB", contestants: || contestants::of(16 << 10) },
    Bench { name: "sealing-1m", about: "a value of 1 MiB", contestants: || contestants::of(1 << 20) },
];
