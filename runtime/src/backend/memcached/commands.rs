//! What the traits of a backend are on memcached servers.

use std::collections::HashMap;
use std::mem::take;
use std::time::Duration;

use async_trait::async_trait;
use futures_util::future::join_all;

use super::protocol::{Expiry, Held, MAX_VALUE, Mode, Reply, Request};
use super::servers::Server;
use super::{MemcachedBackend, key};
use crate::backend::{
    Backend, ConditionalBackend, Fetched, FreshFor, HealthStatus, LockableBackend, SetEntry, TtlInspectable,
};
use crate::error::BackendError;
use crate::rt::Patience;

/// So many keys go into one `get`, and so many writes are under way at a time: more would keep other callers of the
/// connection waiting.
const BATCH: usize = 500;

impl MemcachedBackend {
    /// The server of a key that can be one.
    pub(super) fn server(&self, key: &str) -> Result<&Server, BackendError> {
        key::check(key)?;
        Ok(self.servers.of(key))
    }

    /// The largest value that is kept.
    pub(super) fn limit(&self) -> usize {
        if self.max_item_bytes == 0 { MAX_VALUE } else { self.max_item_bytes.min(MAX_VALUE) }
    }

    pub(super) fn check_size(&self, doing: &str, value: &[u8]) -> Result<(), BackendError> {
        let (size, limit) = (value.len(), self.limit());
        if size <= limit {
            return Ok(());
        }
        Err(BackendError::permanent(format!(
            "{doing}: a value of {size} bytes, over the limit of {limit}; see `max_item_bytes`"
        )))
    }

    /// What keys of one server hold, in their order.
    async fn get_batch(&self, server: &Server, keys: &[&str]) -> Vec<Result<Option<Fetched>, BackendError>> {
        let mut asked = Vec::with_capacity(keys.len());
        // Of each key its place among those that are asked for, and how often it is wanted.
        let mut wanted: HashMap<&str, (usize, usize)> = HashMap::with_capacity(keys.len());
        for key in keys {
            let (_, times) = wanted.entry(*key).or_insert_with(|| {
                asked.push((*key).to_owned());
                (asked.len() - 1, 0)
            });
            *times += 1;
        }
        let mut held = match server.ask("get", Request::get(asked, self.limit())).await {
            Ok(Reply::Values(held)) if held.len() == wanted.len() => held,
            Ok(_) => return keys.iter().map(|_| Err(nonsense("get"))).collect(),
            Err(error) => {
                let failed = |_| Err(BackendError::new(error.kind, error.message.clone()));
                return keys.iter().map(failed).collect();
            }
        };
        let mut answers = Vec::with_capacity(keys.len());
        for key in keys {
            let Some((place, times)) = wanted.get_mut(key) else { unreachable!("every key is wanted") };
            *times -= 1;
            let held = if *times == 0 { take(&mut held[*place]) } else { held[*place].clone() };
            let bytes = value(held);
            answers.push(bytes.map(|bytes| Some(Fetched::new(bytes?, FreshFor::Unknown))));
        }
        answers
    }

    /// Some hundred keys at a time.
    async fn get_from(&self, server: &Server, keys: &[&str]) -> Vec<Result<Option<Fetched>, BackendError>> {
        let mut answers = Vec::with_capacity(keys.len());
        for batch in keys.chunks(BATCH) {
            answers.append(&mut self.get_batch(server, batch).await);
        }
        answers
    }
}

#[async_trait]
impl Backend for MemcachedBackend {
    async fn get(&self, key: &str) -> Result<Option<Vec<u8>>, BackendError> {
        let request = Request::get(vec![key.to_owned()], self.limit());
        match self.server(key)?.ask("get", request).await? {
            Reply::Values(held) => value(held.into_iter().next().unwrap_or_default()),
            _ => Err(nonsense("get")),
        }
    }

    async fn set(&self, key: &str, value: Vec<u8>, ttl: Option<Duration>) -> Result<(), BackendError> {
        let server = self.server(key)?;
        self.check_size("set", &value)?;
        match server.ask("set", Request::store(Mode::Set, key, value, expiry(ttl))).await? {
            Reply::Done => Ok(()),
            _ => Err(nonsense("set")),
        }
    }

    async fn delete(&self, key: &str) -> Result<bool, BackendError> {
        changed("delete", &self.server(key)?.ask("delete", Request::delete(key)).await?)
    }

    async fn exists(&self, key: &str) -> Result<bool, BackendError> {
        match self.server(key)?.ask("get", Request::get(vec![key.to_owned()], 0)).await? {
            Reply::Values(held) => Ok(held.iter().any(|held| *held != Held::Nothing)),
            _ => Err(nonsense("get")),
        }
    }

    /// Healthy when all servers answer. The details have the version of each, or why it does not answer, under the name
    /// by which it was listed.
    ///
    /// # Errors
    /// When no server answers.
    async fn health(&self) -> Result<HealthStatus, BackendError> {
        let a_minute = Duration::from_secs(60);
        let patience = Patience::new(a_minute);
        let servers = self.servers.all();
        let versions = join_all(servers.iter().map(Server::version)).await;
        let mut status = HealthStatus::healthy("memcached");
        status.latency_ms = a_minute.saturating_sub(patience.left()).as_secs_f64() * 1000.0;
        let mut failures = Vec::new();
        for (server, version) in servers.iter().zip(versions) {
            let told = version.unwrap_or_else(|failure| {
                let told = failure.to_string();
                failures.push(failure);
                told
            });
            status.details.insert(server.name().to_owned(), told);
        }
        status.is_healthy = failures.is_empty();
        match failures.pop() {
            Some(failure) if failures.len() + 1 == servers.len() => Err(failure),
            _ => Ok(status),
        }
    }

    /// By one `get` of some hundred keys at a time to each server. The keys of a server share its failure.
    async fn get_many(&self, keys: &[&str]) -> Vec<Result<Option<Fetched>, BackendError>> {
        let mut answers: Vec<_> = keys.iter().map(|key| key::check(key).map(|()| None)).collect();
        let mut of_server: HashMap<usize, Vec<usize>> = HashMap::new();
        for (at, key) in keys.iter().enumerate() {
            if answers[at].is_ok() {
                of_server.entry(self.servers.place(key)).or_default().push(at);
            }
        }
        let fetched = join_all(of_server.into_iter().map(|(server, places)| async move {
            let keys: Vec<&str> = places.iter().map(|&at| keys[at]).collect();
            (self.get_from(&self.servers.all()[server], &keys).await, places)
        }));
        for (fetched, places) in fetched.await {
            for (at, fetched) in places.into_iter().zip(fetched) {
                answers[at] = fetched;
            }
        }
        answers
    }

    /// By many `set` at a time.
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

    /// By many `delete` at a time.
    async fn delete_many(&self, keys: &[&str]) -> Vec<Result<bool, BackendError>> {
        let mut answers = Vec::with_capacity(keys.len());
        for batch in keys.chunks(BATCH) {
            answers.append(&mut join_all(batch.iter().map(|key| self.delete(key))).await);
        }
        answers
    }

    fn check_prefix(&self, prefix: &str) -> Result<(), BackendError> {
        key::check_prefix(prefix)
    }

    fn as_ttl_inspectable(&self) -> Option<&dyn TtlInspectable> {
        Some(self)
    }

    fn as_lockable(&self) -> Option<&dyn LockableBackend> {
        Some(self)
    }

    fn as_conditional(&self) -> Option<&dyn ConditionalBackend> {
        Some(self)
    }
}

#[async_trait]
impl TtlInspectable for MemcachedBackend {
    /// In whole seconds. A server before 1.6 cannot tell, which is an error.
    async fn ttl(&self, key: &str) -> Result<Option<Duration>, BackendError> {
        match self.server(key)?.ask("mg", Request::lifetime(key)).await? {
            Reply::Lifetime(left) => Ok(left),
            Reply::NotFound => Ok(None),
            _ => Err(nonsense("mg")),
        }
    }

    async fn refresh_ttl(&self, key: &str, ttl: Duration) -> Result<bool, BackendError> {
        changed("touch", &self.server(key)?.ask("touch", Request::touch(key, expiry(Some(ttl)))).await?)
    }
}

/// A lifetime in whole seconds, rounded up.
pub(super) fn expiry(ttl: Option<Duration>) -> Expiry {
    ttl.map_or(Expiry::Never, |ttl| {
        Expiry::seconds(ttl.as_secs().saturating_add(u64::from(ttl.subsec_nanos() > 0)))
    })
}

fn value(held: Held) -> Result<Option<Vec<u8>>, BackendError> {
    match held {
        Held::Nothing => Ok(None),
        Held::Value { bytes, .. } => Ok(Some(bytes)),
        Held::TooLarge => Err(too_large("get")),
    }
}

pub(super) fn too_large(doing: &str) -> BackendError {
    BackendError::permanent(format!("{doing}: the value is over the limit; see `max_item_bytes`"))
}

fn changed(doing: &str, reply: &Reply) -> Result<bool, BackendError> {
    match reply {
        Reply::Done => Ok(true),
        Reply::NotFound => Ok(false),
        _ => Err(nonsense(doing)),
    }
}

/// An answer that the question does not have: the decoder lets none through.
pub(super) fn nonsense(doing: &str) -> BackendError {
    BackendError::transient(format!("{doing}: the answer makes no sense"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lifetimes_are_rounded_up_and_bounded() {
        let seconds = |ttl| expiry(Some(ttl));
        assert_eq!(expiry(None), Expiry::Never);
        assert_eq!(seconds(Duration::ZERO), Expiry::After(1));
        assert_eq!(seconds(Duration::from_millis(1)), Expiry::After(1));
        assert_eq!(seconds(Duration::from_millis(1001)), Expiry::After(2));
        assert_eq!(seconds(Duration::from_secs(60)), Expiry::After(60));
        let thirty_days = Duration::from_secs(30 * 24 * 60 * 60);
        assert_eq!(seconds(thirty_days), Expiry::After(2_592_000));
        // One second more would be taken for a moment in 1970.
        assert_eq!(seconds(thirty_days + Duration::from_secs(1)), Expiry::After(2_592_000));
        assert_eq!(seconds(Duration::MAX), Expiry::After(2_592_000));
    }
}
