//! Leases: a key of their own beside the entry, which every write of the entry deletes first.
//!
//! First, since a lease that is taken between the two commands belongs to a load that began after the write did, and
//! may fill what a delete leaves; after a set its fill is refused, since the key holds something.

use std::time::Duration;

use async_trait::async_trait;
use cachekit_schema::budget::LOCK_SUFFIX;
use redis::Value;
use uuid::Uuid;

use super::RedisBackend;
use super::commands::{lifetime_words, milliseconds};
use super::scripts::{Call, FILL, LEASE, RELEASE, RENEW};
use crate::backend::{Lease, LeasingBackend};
use crate::error::BackendError;

#[async_trait]
impl LeasingBackend for RedisBackend {
    async fn lease(&self, key: &str, seen: Option<&[u8]>, lifetime: Duration) -> Result<Lease, BackendError> {
        let (lease, token) = (lease_key(key), Uuid::new_v4().to_string());
        let ms = milliseconds(lifetime).to_string();
        let mut arguments = vec![token.as_bytes(), ms.as_bytes()];
        arguments.extend(seen);
        let call = Call { lua: &LEASE, keys: &[&lease, key], arguments: &arguments };
        match self.invoke("a lease", &call).await? {
            Value::Nil => Ok(Lease::Taken(token)),
            Value::Int(left) => Ok(Lease::Held(Duration::from_millis(left.unsigned_abs()))),
            Value::BulkString(bytes) => Ok(Lease::Changed(bytes)),
            _ => Err(BackendError::permanent("a lease: the answer makes no sense")),
        }
    }

    async fn renew_lease(&self, key: &str, token: &str, lifetime: Duration) -> Result<bool, BackendError> {
        let (lease, ms) = (lease_key(key), milliseconds(lifetime).to_string());
        let arguments = [token.as_bytes(), ms.as_bytes()];
        self.invoke("a lease's renewal", &Call { lua: &RENEW, keys: &[&lease], arguments: &arguments }).await
    }

    async fn fill(
        &self,
        key: &str,
        seen: Option<&[u8]>,
        value: Vec<u8>,
        ttl: Option<Duration>,
        token: &str,
    ) -> Result<bool, BackendError> {
        let (lease, ms) = (lease_key(key), lifetime_words(ttl));
        let mut arguments = vec![token.as_bytes(), ms.as_bytes(), &value];
        arguments.extend(seen);
        self.invoke("a fill", &Call { lua: &FILL, keys: &[&lease, key], arguments: &arguments }).await
    }

    async fn release_lease(&self, key: &str, token: &str) -> Result<bool, BackendError> {
        let lease = lease_key(key);
        let call = Call { lua: &RELEASE, keys: &[&lease], arguments: &[token.as_bytes()] };
        self.invoke("a lease's release", &call).await
    }
}

/// Where the lease of a key stands. It begins as the key does, so users who may touch certain keys may touch their
/// leases, and no entry of a region has such a key. The braces place it beside the entry in a cluster, which a key
/// with braces of its own does by itself, or else has no leases there.
pub(super) fn lease_key(key: &str) -> String {
    if key.contains(['{', '}']) {
        format!("{key}{LOCK_SUFFIX}")
    } else {
        format!("{key}{LOCK_SUFFIX}{{{key}}}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_lease_stands_beside_its_key() {
        assert_eq!(lease_key("users:1"), "users:1:.l{users:1}");
        assert_eq!(lease_key("a{tag}b"), "a{tag}b:.l");
    }
}
