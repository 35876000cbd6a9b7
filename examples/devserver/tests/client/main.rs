//! The client of `cachekit-rs` from end to end: a real one, over a real socket, against this server.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod backend;
mod freshness;
mod hello;
mod lifetimes;
mod outages;
mod refusals;
mod regions;
mod reports;
mod strings;
mod support;
