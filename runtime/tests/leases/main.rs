//! Several processes on one backend miss one key: who loads, who waits, and what of it is kept.
//!
//! Clients with one backend in memory stand for processes where a test decides every step; real processes on a real
//! Redis are in `processes`.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod fills;
mod locks;
#[cfg(feature = "redis")]
mod processes;
mod settings;
mod support;
mod waits;
