//! Locks: leases that the server grants, and what holds them.

use serde::Deserialize;

use super::call::Call;
use super::message::{Header, Method};
use super::status::{garbled, refused};
use super::{Api, JSON, SMALL_BODY};
use crate::backend::cachekitio::key::ServerKey;
use crate::error::BackendError;

/// In a header and not in the URL, since URLs are logged and whoever has it can release the lock.
const LOCK_ID: &str = "X-CacheKit-Lock-Id";
/// The server gives UUIDs.
const MAX_LOCK_ID: usize = 128;

#[derive(Deserialize)]
struct Granted {
    // Not `default`: an answer without it says nothing of the lock.
    #[serde(deserialize_with = "Option::deserialize")]
    lock_id: Option<String>,
}

impl Api {
    pub(in super::super) async fn acquire_lock(
        &self,
        key: &str,
        timeout_ms: u64,
    ) -> Result<Option<String>, BackendError> {
        let call = Call::AcquireLock;
        let path = ServerKey::check(key)?.path_of("lock");
        if timeout_ms == 0 {
            return Err(BackendError::permanent("a lock of no time; give it at least a millisecond"));
        }
        let body = format!(r#"{{"timeout_ms":{timeout_ms}}}"#).into_bytes();
        let request = self.request(call, Method::Post, path).body(JSON, body).reads_at_most(SMALL_BODY);
        let answer = self.send(call, request).await?;
        if !answer.is_success() {
            return Err(refused(call, &answer));
        }
        let Granted { lock_id } = serde_json::from_slice(&answer.body).map_err(|_| garbled(call))?;
        match lock_id {
            Some(lock_id) if !is_lock_id(&lock_id) => Err(garbled(call)),
            lock_id => Ok(lock_id),
        }
    }

    pub(in super::super) async fn release_lock(
        &self,
        key: &str,
        lock_id: &str,
    ) -> Result<bool, BackendError> {
        let call = Call::ReleaseLock;
        let path = ServerKey::check(key)?.path_of("lock");
        // Nothing that the server gave, so nothing that holds a lock.
        if !is_lock_id(lock_id) {
            return Ok(false);
        }
        let request = self.request(call, Method::Delete, path).header(Header::secret(LOCK_ID, lock_id));
        let answer = self.send(call, request).await?;
        match answer.status {
            200 | 204 => Ok(true),
            404 => Ok(false),
            _ => Err(refused(call, &answer)),
        }
    }
}

fn is_lock_id(text: &str) -> bool {
    (1..=MAX_LOCK_ID).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_graphic())
}
