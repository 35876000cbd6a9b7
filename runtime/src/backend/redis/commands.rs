//! What the traits of a backend are on a Redis server.

use std::time::Duration;

use async_trait::async_trait;
use futures_util::future::join_all;
use redis::{Cmd, ErrorKind, FromRedisValue, RedisError, RedisResult, Value, cmd, from_redis_value, pipe};
use uuid::Uuid;

use super::RedisBackend;
use super::deployment::Deployment;
use super::failure::Detour;
use super::leases::lease_key;
use super::request::{Command, Get};
use super::scripts::{COMPARE_AND_SET, Call, RELEASE, RENEW};
use super::wire::Wire;
use super::{health, reads};
use crate::backend::{
    Backend, ConditionalBackend, Fetched, HealthStatus, LeasingBackend, LockableBackend, SetEntry,
    TtlInspectable, WatchableBackend,
};
use crate::error::BackendError;

/// So many keys are read at a time, and so many writes are under way: more would keep other callers of the connection
/// waiting.
pub(super) const BATCH: usize = 500;

impl RedisBackend {
    async fn query<T: FromRedisValue>(
        &self,
        doing: &str,
        key: &str,
        command: &Cmd,
    ) -> Result<T, BackendError> {
        self.deployment.run(doing, key, move |wire: Wire| wire.query(command)).await
    }

    /// Sends a command of the key alone, which changes nothing.
    async fn read<T: FromRedisValue>(&self, name: &'static str, key: &str) -> Result<T, BackendError> {
        let mut command = cmd(name);
        command.arg(key);
        let command = &command;
        let request = Command { doing: name, send: move |wire: Wire| wire.query(command) };
        self.deployment.read(key, &request).await
    }

    /// Runs a script at its first key.
    pub(super) async fn invoke<T: FromRedisValue>(
        &self,
        doing: &str,
        call: &Call<'_>,
    ) -> Result<T, BackendError> {
        let key = call.keys.first().copied().unwrap_or_default();
        self.deployment.run(doing, key, |wire| async move { wire.invoke(call).await }).await
    }

    /// Ends the key's lease, then writes the key.
    async fn write<T: FromRedisValue>(
        &self,
        doing: &str,
        key: &str,
        command: Cmd,
    ) -> Result<T, BackendError> {
        let lease = lease_key(key);
        let mut pipeline = pipe();
        pipeline.cmd("DEL").arg(&lease).add_command(command).ignore_errors();
        let pipeline = &pipeline;
        let write = |wire: Wire| async move {
            let (ended, written) = pair(wire.query_all::<Value>(pipeline).await?)?;
            Ok((ended.err().and_then(|error| Detour::of(&error)), written?))
        };
        let (detour, written) = self.deployment.run(doing, key, write).await?;
        if detour.is_some() {
            // Of a slot on its way to another node, the entry is still here and the lease is there.
            let mut end = cmd("DEL");
            end.arg(&lease);
            self.query::<()>("DEL", &lease, &end).await?;
        }
        from_redis_value(written)
            .map_err(|_| BackendError::permanent(format!("{doing}: the answer makes no sense")))
    }
}

fn pair<T>(answers: Vec<T>) -> RedisResult<(T, T)> {
    let [first, second] = <[T; 2]>::try_from(answers)
        .map_err(|_| RedisError::from((ErrorKind::UnexpectedReturnType, "as many answers as commands")))?;
    Ok((first, second))
}

#[async_trait]
impl Backend for RedisBackend {
    async fn get(&self, key: &str) -> Result<Option<Vec<u8>>, BackendError> {
        self.deployment.read(key, &Get { key }).await
    }

    async fn get_with_freshness(&self, key: &str) -> Result<Option<Fetched>, BackendError> {
        Ok(reads::fetched(self.get(key).await?))
    }

    fn read_limit(&self) -> Option<Duration> {
        Some(self.limits.command)
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
        self.read("EXISTS", key).await
    }

    async fn health(&self) -> Result<HealthStatus, BackendError> {
        health::check(&self.deployment).await
    }

    async fn get_many(&self, keys: &[&str]) -> Vec<Result<Option<Fetched>, BackendError>> {
        match &*self.deployment {
            Deployment::Server(link) => reads::from_server(link, keys).await,
            Deployment::Cluster(cluster) => reads::from_cluster(cluster, keys).await,
        }
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
        // Negative: there is no entry, or it has no lifetime.
        let left: i64 = self.read("PTTL", key).await?;
        Ok(u64::try_from(left).ok().map(Duration::from_millis))
    }

    async fn refresh_ttl(&self, key: &str, ttl: Duration) -> Result<bool, BackendError> {
        let mut command = cmd("PEXPIRE");
        command.arg(key).arg(milliseconds(ttl));
        self.query("PEXPIRE", key, &command).await
    }
}

#[async_trait]
impl LockableBackend for RedisBackend {
    async fn acquire_lock(&self, key: &str, timeout_ms: u64) -> Result<Option<String>, BackendError> {
        let token = Uuid::new_v4().to_string();
        let mut command = cmd("SET");
        let lock = lock_key(key);
        command.arg(&lock).arg(&token).arg("NX").arg("PX").arg(lifetime(timeout_ms));
        let taken: Option<String> = self.query("SET", &lock, &command).await?;
        Ok(taken.map(|_| token))
    }

    async fn release_lock(&self, key: &str, lock_id: &str) -> Result<bool, BackendError> {
        let lock = lock_key(key);
        let call = Call { lua: &RELEASE, keys: &[&lock], arguments: &[lock_id.as_bytes()] };
        self.invoke("a lock's release", &call).await
    }

    async fn renew_lock(&self, key: &str, lock_id: &str, timeout_ms: u64) -> Result<bool, BackendError> {
        let (lock, ms) = (lock_key(key), lifetime(timeout_ms).to_string());
        let arguments = [lock_id.as_bytes(), ms.as_bytes()];
        self.invoke("a lock's renewal", &Call { lua: &RENEW, keys: &[&lock], arguments: &arguments }).await
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
        let ms = lifetime_words(ttl);
        let mut arguments = vec![ms.as_bytes(), &value];
        arguments.extend(expected);
        let call = Call { lua: &COMPARE_AND_SET, keys: &[key], arguments: &arguments };
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

/// A lifetime for a script; empty: for ever.
pub(super) fn lifetime_words(ttl: Option<Duration>) -> String {
    ttl.map_or_else(String::new, |ttl| milliseconds(ttl).to_string())
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
