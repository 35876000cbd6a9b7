//! Writes under a condition, and the locks that are made of them: by the number that memcached gives every write.

use std::time::Duration;

use async_trait::async_trait;
use uuid::Uuid;

use super::MemcachedBackend;
use super::commands::{expiry, nonsense, too_large};
use super::key::{self, lock_key};
use super::protocol::{Expiry, Held, Mode, Reply, Request};
use crate::backend::{ConditionalBackend, LockableBackend};
use crate::error::BackendError;

/// A key that others write again and again, and always to what is expected, is left alone after so many attempts.
const ATTEMPTS: usize = 8;

impl MemcachedBackend {
    /// Stores a value where there is none.
    async fn add(&self, key: &str, value: Vec<u8>, expiry: Expiry) -> Result<bool, BackendError> {
        stored("add", &self.server(key)?.ask("add", Request::store(Mode::Add, key, value, expiry)).await?)
    }

    /// Stores a value in the place of another.
    async fn replace(
        &self,
        key: &str,
        expected: &[u8],
        value: &[u8],
        expiry: Expiry,
    ) -> Result<bool, BackendError> {
        let server = self.server(key)?;
        for _ in 0..ATTEMPTS {
            let Reply::Values(held) = server.ask("gets", Request::gets(key, self.limit())).await? else {
                return Err(nonsense("gets"));
            };
            let number = match held.first() {
                // Every server counts from one; this one does not count.
                Some(Held::Value { number: 0, .. }) => {
                    return Err(BackendError::permanent("cas: the server runs without it (option `-C`)"));
                }
                Some(Held::Value { bytes, number }) if bytes == expected => *number,
                Some(Held::TooLarge) if expected.len() > self.limit() => return Err(too_large("gets")),
                Some(Held::Value { .. } | Held::TooLarge | Held::Nothing) | None => return Ok(false),
            };
            let request = Request::store(Mode::Cas(number), key, value.to_vec(), expiry);
            match server.ask("cas", request).await? {
                Reply::Done => return Ok(true),
                // Gone meanwhile.
                Reply::NotFound => return Ok(false),
                // Written meanwhile, perhaps to the same.
                Reply::NotStored => {}
                _ => return Err(nonsense("cas")),
            }
        }
        Err(BackendError::transient("cas: others write the key again and again"))
    }
}

#[async_trait]
impl ConditionalBackend for MemcachedBackend {
    async fn compare_and_set(
        &self,
        key: &str,
        expected: Option<&[u8]>,
        value: Vec<u8>,
        ttl: Option<Duration>,
    ) -> Result<bool, BackendError> {
        key::check(key)?;
        self.check_size("cas", &value)?;
        match expected {
            Some(expected) => self.replace(key, expected, &value, expiry(ttl)).await,
            None => self.add(key, value, expiry(ttl)).await,
        }
    }
}

#[async_trait]
impl LockableBackend for MemcachedBackend {
    async fn acquire_lock(&self, key: &str, timeout_ms: u64) -> Result<Option<String>, BackendError> {
        key::check(key)?;
        let token = Uuid::new_v4().to_string();
        let taken = self.add(&lock_key(key), token.clone().into_bytes(), lock_expiry(timeout_ms)).await?;
        Ok(taken.then_some(token))
    }

    async fn release_lock(&self, key: &str, lock_id: &str) -> Result<bool, BackendError> {
        key::check(key)?;
        self.replace(&lock_key(key), lock_id.as_bytes(), b"", Expiry::AtOnce).await
    }

    async fn renew_lock(&self, key: &str, lock_id: &str, timeout_ms: u64) -> Result<bool, BackendError> {
        key::check(key)?;
        let token = lock_id.as_bytes();
        self.replace(&lock_key(key), token, token, lock_expiry(timeout_ms)).await
    }
}

/// A second more than was asked for: the server's clock moves by the second, and a lock must not end early.
fn lock_expiry(timeout_ms: u64) -> Expiry {
    Expiry::seconds(timeout_ms.div_ceil(1000).saturating_add(1))
}

fn stored(doing: &str, reply: &Reply) -> Result<bool, BackendError> {
    match reply {
        Reply::Done => Ok(true),
        Reply::NotStored => Ok(false),
        _ => Err(nonsense(doing)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_lock_never_ends_early() {
        assert_eq!(lock_expiry(0), Expiry::After(1));
        assert_eq!(lock_expiry(1), Expiry::After(2));
        assert_eq!(lock_expiry(1000), Expiry::After(2));
        assert_eq!(lock_expiry(u64::MAX), Expiry::After(2_592_000));
    }
}
