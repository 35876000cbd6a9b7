//! Clients as their environment says: what a program with these variables gets, and what it is told.
//!
//! A process's own environment cannot be changed safely, so each test looks at one that was started with its own.
#![cfg(all(feature = "cachekitio", feature = "encryption", feature = "testing"))]
#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod clients;
mod refusals;
mod support;
