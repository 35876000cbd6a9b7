//! The Redis backend against real servers: what another client sees there, and what becomes of calls when a server
//! goes, stops to answer, or refuses.
//!
//! The limits of time that are tested run out for real, so they are short.

#![cfg(feature = "redis")]
#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod access;
mod bytes;
mod client;
mod cluster;
mod concurrent;
#[path = "../support/errors.rs"]
mod errors;
mod faults;
mod locks;
mod sentinels;
mod support;
#[cfg(feature = "redis-tls")]
mod tls;
