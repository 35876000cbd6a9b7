//! Histories: what two processes did to fifty keys while the way to their server failed, and whether it was right.
//!
//! Every operation is noted with its times and checked afterwards, by a function that knows nothing but the notes.
//! `CACHEKIT_TEST_SEED` repeats the operations and faults of a run; how they meet is up to the machine.

#![cfg(all(feature = "redis", feature = "testing", unix))]
#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod cases;
mod check;
mod dice;
mod events;
mod faults;
mod process;
mod runs;
