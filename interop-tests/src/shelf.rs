//! Our library on Redis, through a backend that anybody could have written.

use std::time::Duration;

use async_trait::async_trait;
use cachekit::backend::{Backend, HealthStatus, TtlInspectable};
use cachekit::error::BackendError;
use redis::aio::MultiplexedConnection;
use redis::{AsyncTypedCommands, RedisError};

use cachekit_test_servers::RedisServer;

/// A minimal backend over redis-rs, with the commands that the protocol prescribes.
#[derive(Clone)]
pub struct RedisShelf {
    connection: MultiplexedConnection,
}

impl RedisShelf {
    /// Connects to a test's server.
    pub async fn connect(server: &RedisServer) -> Self {
        let client = redis::Client::open(server.url()).expect("the server's URL is one");
        let connection =
            client.get_multiplexed_async_connection().await.expect("the server takes connections");
        Self { connection }
    }

    /// All keys, sorted.
    pub async fn keys(&self) -> Vec<String> {
        let mut keys = self.connection.clone().keys("*").await.expect("KEYS");
        keys.sort_unstable();
        keys
    }

    /// The bytes under a key that is there.
    pub async fn bytes(&self, key: &str) -> Vec<u8> {
        self.get(key).await.expect("GET").unwrap_or_else(|| panic!("nothing is stored under {key}"))
    }
}

#[async_trait]
impl Backend for RedisShelf {
    async fn get(&self, key: &str) -> Result<Option<Vec<u8>>, BackendError> {
        redis::cmd("GET").arg(key).query_async(&mut self.connection.clone()).await.map_err(failed)
    }

    async fn set(&self, key: &str, value: Vec<u8>, ttl: Option<Duration>) -> Result<(), BackendError> {
        let mut set = redis::cmd("SET");
        set.arg(key).arg(value);
        match ttl {
            Some(ttl) if ttl.subsec_nanos() == 0 => set.arg("EX").arg(ttl.as_secs()),
            Some(ttl) => set.arg("PX").arg(ttl.as_nanos().div_ceil(1_000_000).to_string()),
            None => &mut set,
        };
        set.query_async(&mut self.connection.clone()).await.map_err(failed)
    }

    async fn delete(&self, key: &str) -> Result<bool, BackendError> {
        Ok(self.connection.clone().del(key).await.map_err(failed)? > 0)
    }

    async fn exists(&self, key: &str) -> Result<bool, BackendError> {
        self.connection.clone().exists(key).await.map_err(failed)
    }

    async fn health(&self) -> Result<HealthStatus, BackendError> {
        self.connection.clone().ping().await.map_err(failed)?;
        Ok(HealthStatus::healthy("redis"))
    }

    fn as_ttl_inspectable(&self) -> Option<&dyn TtlInspectable> {
        Some(self)
    }
}

#[async_trait]
impl TtlInspectable for RedisShelf {
    async fn ttl(&self, key: &str) -> Result<Option<Duration>, BackendError> {
        let left: i64 =
            redis::cmd("PTTL").arg(key).query_async(&mut self.connection.clone()).await.map_err(failed)?;
        // -1 and -2: it never expires, it is not there.
        Ok(u64::try_from(left).ok().map(Duration::from_millis))
    }

    async fn refresh_ttl(&self, key: &str, ttl: Duration) -> Result<bool, BackendError> {
        let millis = ttl.as_nanos().div_ceil(1_000_000).to_string();
        redis::cmd("PEXPIRE")
            .arg(key)
            .arg(millis)
            .query_async(&mut self.connection.clone())
            .await
            .map_err(failed)
    }
}

impl std::fmt::Debug for RedisShelf {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("RedisShelf").finish_non_exhaustive()
    }
}

fn failed(error: RedisError) -> BackendError {
    BackendError::transient("Redis did not do it").with_source(error)
}
