//! What the traits of a backend are on a Redis server.

use std::time::Duration;

use async_trait::async_trait;
use futures_util::future::join_all;
use redis::{Cmd, FromRedisValue, RedisResult, ScriptInvocation, Value, cmd, pipe};
use uuid::Uuid;

use super::RedisBackend;
use super::leases::lease_key;
use super::scripts::{COMPARE_AND_SET, RELEASE, RENEW};
use crate::backend::{
    Backend, ConditionalBackend, Fetched, FreshFor, HealthStatus, LeasingBackend, LockableBackend, SetEntry,
    TtlInspectable, WatchableBackend,
};
use crate::error::BackendError;
use crate::rt::Patience;

/// So many keys go into one `MGET`, and so many writes are under way at a time: more would keep other callers of the
/// connection waiting.
const BATCH: usize = 500;

impl RedisBackend {
    async fn query<T: FromRedisValue>(&self, doing: &str, command: Cmd) -> Result<T, BackendError> {
        self.link.run(doing, |mut connection| async move { command.query_async(&mut connection).await }).await
    }

    /// Runs a script, which the server is sent when it does not know it.
    pub(super) async fn invoke<T: FromRedisValue>(
        &self,
        doing: &str,
        call: &ScriptInvocation<'_>,
    ) -> Result<T, BackendError> {
        self.link.run(doing, |mut connection| async move { call.invoke_async(&mut connection).await }).await
    }

    /// Ends the key's lease, then writes the key.
    async fn write<T: FromRedisValue>(
        &self,
        doing: &str,
        key: &str,
        command: Cmd,
    ) -> Result<T, BackendError> {
        let mut pipeline = pipe();
        pipeline.cmd("DEL").arg(lease_key(key)).add_command(command).ignore_errors();
        let write = |mut connection| async move {
            let (_, written): (RedisResult<Value>, RedisResult<T>) =
                pipeline.query_async(&mut connection).await?;
            written
        };
        self.link.run(doing, write).await
    }

    async fn get_batch(&self, keys: &[&str]) -> Vec<Result<Option<Fetched>, BackendError>> {
        let mut command = cmd("MGET");
        for key in keys {
            command.arg(*key);
        }
        let answer = self.query::<Vec<Option<Vec<u8>>>>("MGET", command).await;
        let refused = |error: &BackendError| BackendError::new(error.kind, error.message.clone());
        match answer {
            Ok(values) if values.len() == keys.len() => {
                let fetched = |bytes| Fetched::new(bytes, FreshFor::Unknown);
                values.into_iter().map(|value| Ok(value.map(fetched))).collect()
            }
            Ok(_) => {
                keys.iter().map(|_| Err(BackendError::permanent("MGET: the answer makes no sense"))).collect()
            }
            Err(error) => keys.iter().map(|_| Err(refused(&error))).collect(),
        }
    }
}

#[async_trait]
impl Backend for RedisBackend {
    async fn get(&self, key: &str) -> Result<Option<Vec<u8>>, BackendError> {
        let mut command = cmd("GET");
        command.arg(key);
        self.query("GET", command).await
    }

    async fn set(&self, key: &str, value: Vec<u8>, ttl: Option<Duration>) -> Result<(), BackendError> {
        let mut command = cmd("SET");
        command.arg(key).arg(value);
        match ttl.map(milliseconds) {
            // As the other SDKs write it.
            Some(ms) if ms % 1000 == 0 => command.arg("EX").arg(ms / 1000),
            Some(ms) => command.arg("PX").arg(ms),
            None => &mut command,
        };
        self.write("SET", key, command).await
    }

    async fn delete(&self, key: &str) -> Result<bool, BackendError> {
        let mut command = cmd("DEL");
        command.arg(key);
        self.write("DEL", key, command).await
    }

    async fn exists(&self, key: &str) -> Result<bool, BackendError> {
        let mut command = cmd("EXISTS");
        command.arg(key);
        self.query("EXISTS", command).await
    }

    /// `PING`, and from `INFO` the server's version, where the user may ask for it.
    async fn health(&self) -> Result<HealthStatus, BackendError> {
        let a_minute = Duration::from_secs(60);
        let patience = Patience::new(a_minute);
        self.query::<()>("PING", cmd("PING")).await?;
        let mut status = HealthStatus::healthy("redis");
        status.latency_ms = a_minute.saturating_sub(patience.left()).as_secs_f64() * 1000.0;
        let mut info = cmd("INFO");
        info.arg("server");
        if let Ok(info) = self.query::<String>("INFO", info).await {
            let said = |name: &str| info.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(':'));
            for (name, told) in [("redis_version", "version"), ("redis_mode", "mode")] {
                if let Some(value) = said(name) {
                    status.details.insert(told.to_owned(), value.trim().to_owned());
                }
            }
        }
        Ok(status)
    }

    /// By `MGET`, some hundred keys at a time. All keys of one share its failure.
    async fn get_many(&self, keys: &[&str]) -> Vec<Result<Option<Fetched>, BackendError>> {
        let mut answers = Vec::with_capacity(keys.len());
        for batch in keys.chunks(BATCH) {
            answers.append(&mut self.get_batch(batch).await);
        }
        answers
    }

    /// By many `SET` at a time.
    async fn set_many(&self, entries: Vec<SetEntry<'_>>) -> Vec<Result<(), BackendError>> {
        let mut answers = Vec::with_capacity(entries.len());
        let mut entries = entries.into_iter().peekable();
        while entries.peek().is_some() {
            let batch = entries.by_ref().take(BATCH);
            answers.append(
                &mut join_all(batch.map(|SetEntry { key, value, ttl }| self.set(key, value, ttl))).await,
            );
        }
        answers
    }

    /// By many `DEL` at a time.
    async fn delete_many(&self, keys: &[&str]) -> Vec<Result<bool, BackendError>> {
        let mut answers = Vec::with_capacity(keys.len());
        for batch in keys.chunks(BATCH) {
            answers.append(&mut join_all(batch.iter().map(|key| self.delete(key))).await);
        }
        answers
    }

    fn as_ttl_inspectable(&self) -> Option<&dyn TtlInspectable> {
        Some(self)
    }

    fn as_lockable(&self) -> Option<&dyn LockableBackend> {
        Some(self)
    }

    fn as_leasing(&self) -> Option<&dyn LeasingBackend> {
        Some(self)
    }

    fn as_watchable(&self) -> Option<&dyn WatchableBackend> {
        Some(self)
    }

    fn as_conditional(&self) -> Option<&dyn ConditionalBackend> {
        Some(self)
    }
}

#[async_trait]
impl TtlInspectable for RedisBackend {
    async fn ttl(&self, key: &str) -> Result<Option<Duration>, BackendError> {
        let mut command = cmd("PTTL");
        command.arg(key);
        // Negative: there is no entry, or it has no lifetime.
        let left: i64 = self.query("PTTL", command).await?;
        Ok(u64::try_from(left).ok().map(Duration::from_millis))
    }

    async fn refresh_ttl(&self, key: &str, ttl: Duration) -> Result<bool, BackendError> {
        let mut command = cmd("PEXPIRE");
        command.arg(key).arg(milliseconds(ttl));
        self.query("PEXPIRE", command).await
    }
}

#[async_trait]
impl LockableBackend for RedisBackend {
    async fn acquire_lock(&self, key: &str, timeout_ms: u64) -> Result<Option<String>, BackendError> {
        let token = Uuid::new_v4().to_string();
        let mut command = cmd("SET");
        command.arg(lock_key(key)).arg(&token).arg("NX").arg("PX").arg(lifetime(timeout_ms));
        let taken: Option<String> = self.query("SET", command).await?;
        Ok(taken.map(|_| token))
    }

    async fn release_lock(&self, key: &str, lock_id: &str) -> Result<bool, BackendError> {
        let mut call = RELEASE.key(lock_key(key));
        call.arg(lock_id);
        self.invoke("a lock's release", &call).await
    }

    async fn renew_lock(&self, key: &str, lock_id: &str, timeout_ms: u64) -> Result<bool, BackendError> {
        let mut call = RENEW.key(lock_key(key));
        call.arg(lock_id).arg(lifetime(timeout_ms));
        self.invoke("a lock's renewal", &call).await
    }
}

#[async_trait]
impl ConditionalBackend for RedisBackend {
    async fn compare_and_set(
        &self,
        key: &str,
        expected: Option<&[u8]>,
        value: Vec<u8>,
        ttl: Option<Duration>,
    ) -> Result<bool, BackendError> {
        let mut call = COMPARE_AND_SET.key(key);
        call.arg(ttl.map_or_else(String::new, |ttl| milliseconds(ttl).to_string())).arg(value);
        if let Some(expected) = expected {
            call.arg(expected);
        }
        self.invoke("a conditional SET", &call).await
    }
}

/// Where the other SDKs keep the lock of a key.
fn lock_key(key: &str) -> String {
    format!("{key}:lock")
}

/// The longest lifetime that a server takes without an overflow of its clock: about ten thousand years.
const LONGEST_MS: u64 = 1 << 48;

/// A lifetime in milliseconds, rounded up.
pub(super) fn milliseconds(ttl: Duration) -> u64 {
    lifetime(u64::try_from(ttl.as_nanos().div_ceil(1_000_000)).unwrap_or(LONGEST_MS))
}

fn lifetime(ms: u64) -> u64 {
    ms.clamp(1, LONGEST_MS)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lifetimes_are_rounded_up_and_bounded() {
        assert_eq!(milliseconds(Duration::from_nanos(1)), 1);
        assert_eq!(milliseconds(Duration::from_micros(1500)), 2);
        assert_eq!(milliseconds(Duration::from_secs(60)), 60_000);
        assert_eq!(milliseconds(Duration::MAX), LONGEST_MS);
    }
}
