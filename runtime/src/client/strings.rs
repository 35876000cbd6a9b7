//! The string API: values by string key, for what is too small for a region or shared with other languages.

use std::sync::Arc;
use std::time::Duration;

use serde::Serialize;
use serde::de::DeserializeOwned;

use super::region::millis;
use super::write::L1Place;
use super::{CacheKit, Shared};
use crate::codec::{Codec, MessagePack};
use crate::error::{BackendError, CachekitError};
use crate::key::SCOPE_END;

/// The longest storage key, client namespace included, in bytes: what every published SDK accepts.
const MAX_KEY: usize = 1024;

/// Values are stored as one `MessagePack` document, structs as maps by field name: the bytes that the other cachekit
/// SDKs write and read. There is no fingerprint, so a value can be read as any type its document fits; prefer a
/// region wherever the type is known.
///
/// A namespace that a region of this client uses is closed to strings from the region's first use on; only `delete`
/// takes its keys.
impl CacheKit {
    /// The value under `key`, from L1 or the backend.
    ///
    /// Dropping the future changes nothing.
    ///
    /// # Errors
    /// [`CachekitError::InvalidKey`]; [`CachekitError::KeyOwnedByRegion`]; [`CachekitError::Serialization`] when
    /// the bytes are not a `T`; [`CachekitError::PayloadTooLarge`]; [`CachekitError::Backend`].
    pub async fn get<T: DeserializeOwned>(&self, key: &str) -> Result<Option<T>, CachekitError> {
        let key = self.shared().typed_free_key(key)?;
        let Some(bytes) = self.shared().read_bytes(&key).await? else { return Ok(None) };
        let value =
            MessagePack::decode(&bytes).map_err(|error| CachekitError::Serialization(error.to_string()))?;
        Ok(Some(value))
    }

    /// Stores a value for the client's default lifetime: in the backend, then in L1.
    ///
    /// When the future is dropped midway the backend may hold the old or the new value, and L1 holds none.
    ///
    /// # Errors
    /// [`CachekitError::InvalidKey`]; [`CachekitError::KeyOwnedByRegion`]; [`CachekitError::Serialization`];
    /// [`CachekitError::PayloadTooLarge`]; [`CachekitError::Backend`], after which L1 holds nothing for the key.
    pub async fn set<T: Serialize + ?Sized>(&self, key: &str, value: &T) -> Result<(), CachekitError> {
        self.set_with_ttl(key, value, self.shared().limits.default_ttl).await
    }

    /// Like [`set`](Self::set), for a lifetime of its own.
    ///
    /// # Errors
    /// Those of [`set`](Self::set), and [`CachekitError::InvalidTtl`] for a lifetime of zero or over ten years.
    pub async fn set_with_ttl<T: Serialize + ?Sized>(
        &self,
        key: &str,
        value: &T,
        ttl: Duration,
    ) -> Result<(), CachekitError> {
        check_ttl(ttl)?;
        let bytes =
            MessagePack::encode(value).map_err(|error| CachekitError::Serialization(error.to_string()))?;
        let shared = self.shared();
        shared.check_size(bytes.len())?;
        let key = shared.typed_free_key(key)?;
        let entry = ByteEntry { shared, key: &key, write: Some((Arc::from(&bytes[..]), ttl)) };
        let written = shared.write_through(&key, bytes, Some(ttl), &entry).await;
        shared.count(&written, &shared.strings.writes);
        Ok(written?)
    }

    /// Removes the entry: from L1, then from the backend. `true` when the backend knows that there was one.
    ///
    /// Takes keys of regions too, so that an entry can be removed by the key that a log or a console shows.
    ///
    /// # Errors
    /// [`CachekitError::InvalidKey`]; [`CachekitError::Backend`]: then the entry may still be there.
    pub async fn delete(&self, key: &str) -> Result<bool, CachekitError> {
        let shared = self.shared();
        let key = shared.string_key(key)?;
        let deleted = shared.delete_through(&key, &ByteEntry { shared, key: &key, write: None }).await;
        shared.count(&deleted, &shared.strings.deletes);
        Ok(deleted?)
    }

    /// Whether there is an entry under `key`. Its bytes are not looked at.
    ///
    /// # Errors
    /// [`CachekitError::InvalidKey`]; [`CachekitError::KeyOwnedByRegion`]; [`CachekitError::Backend`].
    pub async fn exists(&self, key: &str) -> Result<bool, CachekitError> {
        let shared = self.shared();
        let key = shared.typed_free_key(key)?;
        if shared.bytes.get(&key, shared.now().ms).is_some() {
            return Ok(true);
        }
        let exists = shared.backend.exists(&key).await;
        shared.count_failure(&exists);
        Ok(exists?)
    }
}

impl Shared {
    /// The bytes under a storage key, from L1 or the backend, with the backend's put into L1.
    async fn read_bytes(&self, key: &str) -> Result<Option<Arc<[u8]>>, CachekitError> {
        if let Some(bytes) = self.bytes.get(key, self.now().ms) {
            self.strings.l1_hits.one();
            return Ok(Some(bytes));
        }
        let place = self.fence.place(key);
        let seen = self.fence.observe(place);
        let read = self.backend.get(key).await;
        self.count_failure(&read);
        let Some(bytes) = read? else {
            self.strings.misses.one();
            return Ok(None);
        };
        self.strings.l2_hits.one();
        self.check_size(bytes.len())?;
        let bytes: Arc<[u8]> = bytes.into();
        let entry =
            ByteEntry { shared: self, key, write: Some((Arc::clone(&bytes), self.time_left(key).await)) };
        self.fence.fill(place, seen, self.now().ms, || entry.insert());
        Ok(Some(bytes))
    }

    /// How long an entry of the string API may stay in L1 that the backend has: as long as the backend keeps it,
    /// where it can tell, and never for long where it cannot.
    async fn time_left(&self, key: &str) -> Duration {
        let left = match self.backend.ttl(key).await {
            Some(Ok(left)) => left,
            Some(Err(_)) => Some(Duration::ZERO),
            None => None,
        };
        left.unwrap_or(BACKFILL).min(self.limits.default_ttl)
    }

    /// The storage key of a string key that no region of this client may own.
    fn typed_free_key(&self, key: &str) -> Result<String, CachekitError> {
        let storage_key = self.string_key(key)?;
        // Keys of a client with a namespace have an empty segment before the region's namespace.
        let in_scope = match &self.namespace {
            Some(scope) => {
                storage_key.strip_prefix(scope.as_str()).and_then(|rest| rest.strip_prefix(SCOPE_END))
            }
            None => Some(storage_key.as_str()),
        };
        match in_scope.and_then(|key| self.registry.owner(key)) {
            Some(owner) => Err(CachekitError::KeyOwnedByRegion {
                region: owner.schema().name,
                namespace: owner.schema().namespace,
            }),
            None => Ok(storage_key),
        }
    }

    /// The storage key of a string key: `namespace:key`, or the key itself.
    fn string_key(&self, key: &str) -> Result<String, CachekitError> {
        if key.is_empty() {
            return Err(CachekitError::InvalidKey("it is empty".to_owned()));
        }
        if let Some(at) = key.bytes().position(|byte| byte.is_ascii_control()) {
            return Err(CachekitError::InvalidKey(format!("it has a control character at byte {at}")));
        }
        let storage_key = match &self.namespace {
            Some(namespace) => format!("{namespace}:{key}"),
            None => key.to_owned(),
        };
        if storage_key.len() > MAX_KEY {
            let len = storage_key.len();
            return Err(CachekitError::InvalidKey(format!(
                "it takes {len} bytes with its namespace (limit: {MAX_KEY})"
            )));
        }
        Ok(storage_key)
    }

    fn check_size(&self, size: usize) -> Result<(), CachekitError> {
        let limit = self.limits.max_payload;
        if size > limit { Err(CachekitError::PayloadTooLarge { size, limit }) } else { Ok(()) }
    }

    fn count<T>(&self, answer: &Result<T, BackendError>, acknowledged: &crate::stats::Counter) {
        self.count_failure(answer);
        if answer.is_ok() {
            acknowledged.one();
        }
    }

    fn count_failure<T>(&self, answer: &Result<T, BackendError>) {
        if answer.is_err() {
            self.strings.backend_errors.one();
        }
    }
}

/// How long L1 keeps what the backend does not tell the lifetime of.
const BACKFILL: Duration = Duration::from_secs(30);

/// Ten years: longer is a mistake in the unit.
pub(super) const MAX_TTL: Duration = Duration::from_secs(cachekit_schema::ttl::MAX_SECS);

pub(crate) fn check_ttl(ttl: Duration) -> Result<(), CachekitError> {
    if ttl.is_zero() {
        return Err(CachekitError::InvalidTtl("zero; to remove an entry, use `delete`".to_owned()));
    }
    if ttl > MAX_TTL {
        return Err(CachekitError::InvalidTtl("longer than ten years".to_owned()));
    }
    Ok(())
}

/// The key's place in the byte store, with the bytes that are to stand there and their lifetime.
struct ByteEntry<'a> {
    shared: &'a Shared,
    key: &'a str,
    write: Option<(Arc<[u8]>, Duration)>,
}

impl L1Place for ByteEntry<'_> {
    fn insert(&self) {
        if let Some((bytes, ttl)) = &self.write {
            let lifetime = millis((*ttl).min(self.shared.limits.l1_ttl));
            let deadline = self.shared.now().ms.saturating_add(lifetime);
            self.shared.bytes.insert(self.key, Arc::clone(bytes), deadline);
        }
    }

    /// Whichever store has it: a delete by string key reaches regions too.
    fn evict(&self) {
        self.shared.evict(self.key);
    }

    /// Loads belong to regions, and those forget theirs when they evict.
    fn forget_loads(&self) {}
}
