//! What one client changes, or anybody else in the backend, and when another client sees it.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod clients;
mod losses;
#[cfg(feature = "redis")]
mod on_redis;
#[cfg(feature = "redis")]
mod on_redis_cluster;
#[cfg(feature = "redis-tls")]
mod over_tls;
mod support;
