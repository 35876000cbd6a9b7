//! The memcached backend against real servers: what another client sees there, which of several servers has a key, and
//! what becomes of calls when a server goes, stops to answer, or answers nonsense.
//!
//! The limits of time that are tested run out for real, so they are short.

#![cfg(feature = "memcached")]
#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod bytes;
mod client;
mod conditions;
#[path = "../support/errors.rs"]
mod errors;
mod faults;
mod hostile;
mod impostor;
mod limits;
mod locks;
mod servers;
mod support;
