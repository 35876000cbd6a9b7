//! Many keys at once: what each of them gets, what the backend is asked, and who waits for whom.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod entries;
mod loads;
#[cfg(feature = "redis")]
mod on_redis;
mod overlaps;
mod processes;
mod races;
#[cfg(feature = "encryption")]
mod secure;
mod strings;
mod support;
