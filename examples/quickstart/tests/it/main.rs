//! The program as a user runs it.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod damage;
mod default_sources;
mod interruption;
mod output;
mod refusals;
mod reuse;
mod support;
