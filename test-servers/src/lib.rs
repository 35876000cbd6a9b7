//! Real servers for tests: started on free ports, in directories of their own, stopped by their own process
//! id; a proxy before them that fails on demand; and how long tests wait for them.
//!
//! Support of tests: what cannot be started ends the test, and the message says what is missing.
#![expect(clippy::missing_panics_doc, reason = "every function here panics where a test cannot go on")]

mod authority;
mod cli;
mod cluster;
mod memcached;
mod process;
mod proxy;
mod redis;
mod sentinels;
mod tls;
mod waiting;

pub use authority::Authority;
pub use cluster::RedisCluster;
pub use memcached::MemcachedServer;
pub use proxy::{Ending, Proxy};
pub use redis::{RedisOptions, RedisServer};
pub use sentinels::RedisSentinels;
pub use tls::Tls;
pub use waiting::{holds_within, recovers, within};
