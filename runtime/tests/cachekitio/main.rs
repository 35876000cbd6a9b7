//! The cachekit.io backend against servers that are written here, byte by byte: what it sends, what it makes of the
//! answers, and what a hostile server can do to it.
//!
//! The limits of time that are tested run out for real, so they are short.

#![cfg(feature = "cachekitio")]
#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod answers;
mod connections;
#[path = "../support/errors.rs"]
mod errors;
mod hostile;
mod locks;
mod metrics;
mod requests;
mod secrets;
mod server;
mod settings;
mod support;
mod timeouts;
mod ttls;
mod urls;
