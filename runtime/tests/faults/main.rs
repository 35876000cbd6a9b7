//! A client while its Redis server, or the way there, fails: plain regions go on, secure ones keep nothing, strings
//! report it, no call takes longer than it may, and all of it is over when the fault is.
//!
//! The servers and the faults are real, and so are the limits of time, which therefore are short.

#![cfg(feature = "redis")]
#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod crowds;
mod gone;
mod push;
mod refusing;
mod silent;
mod support;
