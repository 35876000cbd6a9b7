//! The service as a program of its own, asked over HTTP: on files, and on a real Redis.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod changes;
mod files;
mod instances;
mod orders;
mod outages;
mod problems;
mod program;
mod single_flight;
mod support;
