//! Values by string key, plain or sealed: what the string API and [`SecureCache`](super::SecureCache) share.

use std::borrow::Cow;
use std::sync::Arc;
use std::time::Duration;

use serde::Serialize;
use serde::de::DeserializeOwned;

use super::access::{Answer, Seen};
use super::region::millis;
use super::scope::Scope;
use super::write::{L1Place, NewEntry};
use super::{Shared, TenantKeys};
use crate::backend::{self, FreshFor};
use crate::codec::{Codec, MessagePack};
use crate::error::{BackendError, CachekitError};
use crate::key::TENANT;
use crate::secret::writing;

/// The longest storage key, client namespace included, in bytes: what every published SDK accepts.
const MAX_KEY: usize = 1024;

/// Sealing adds nonce and tag.
const SEAL_LEN: usize = 12 + 16;

/// How long L1 keeps what the backend does not tell the lifetime of.
const BACKFILL: Duration = Duration::from_secs(30);

/// Ten years: longer is a mistake in the unit.
pub(super) const MAX_TTL: Duration = Duration::from_secs(cachekit_schema::ttl::MAX_SECS);

/// The strings of one client handle.
#[derive(Clone, Copy)]
pub(crate) struct Strings<'a> {
    pub(super) shared: &'a Shared,
    pub(super) scope: &'a Scope,
}

impl<'a> Strings<'a> {
    /// The value under `key`, opened with `keys` where it is sealed.
    pub(super) async fn get<T: DeserializeOwned>(
        self,
        key: &str,
        keys: Option<&TenantKeys>,
    ) -> Result<Option<T>, CachekitError> {
        let key = self.free_key(key)?;
        if let Some(value) = self.hit(&key, keys) {
            return value.map(Some);
        }
        let seen = self.shared.observe(&key);
        let answer = self.shared.backend.get(&key).await;
        self.read(&key, keys, answer, seen).await
    }

    /// The value under a storage key, if L1 has it.
    pub(super) fn hit<T: DeserializeOwned>(
        self,
        key: &str,
        keys: Option<&TenantKeys>,
    ) -> Option<Result<T, CachekitError>> {
        let Self { shared, .. } = self;
        let bytes = shared.bytes.get(key, shared.now().ms)?;
        match open(key, &bytes, keys) {
            // The backend may know better.
            Err(CachekitError::Encryption(_)) => {
                shared.bytes.remove(key);
                None
            }
            value => {
                shared.strings.l1_hits.one();
                Some(value)
            }
        }
    }

    /// What an answer of the backend means, which also goes into L1 unless the key was written since `seen`.
    pub(super) async fn read<T: DeserializeOwned>(
        self,
        key: &str,
        keys: Option<&TenantKeys>,
        answer: Answer,
        seen: Option<Seen>,
    ) -> Result<Option<T>, CachekitError> {
        let Self { shared, .. } = self;
        shared.count_string_failure(&answer);
        let Some(backend::Fetched { bytes, fresh_for }) = answer? else {
            shared.strings.misses.one();
            return Ok(None);
        };
        shared.check_size(bytes.len(), keys.map_or(0, |_| SEAL_LEN))?;
        let value = open(key, &bytes, keys).inspect_err(|error| {
            if matches!(error, CachekitError::Encryption(_)) {
                shared.strings.refused.one();
            }
        })?;
        shared.strings.l2_hits.one();
        if let Some(Seen { place, generation }) = seen {
            let left = shared.time_left(key, fresh_for).await;
            if !left.is_zero() {
                let entry = ByteEntry { shared, key, write: Some((bytes.into(), left)) };
                shared.fence.fill(place, generation, shared.now().ms, || entry.insert());
            }
        }
        Ok(Some(value))
    }

    pub(super) async fn set<T: Serialize + ?Sized>(
        self,
        key: &str,
        value: &T,
        ttl: Duration,
        keys: Option<&TenantKeys>,
    ) -> Result<(), CachekitError> {
        let (key, bytes) = self.stored(key, value, ttl, keys)?;
        let written = self.shared.write_through(self.new_entry(&key, bytes, ttl)).await;
        self.shared.count_string(&written, &self.shared.strings.writes);
        Ok(written?)
    }

    /// The storage key and the bytes of a value that is to be stored for so long.
    pub(super) fn stored<'k, T: Serialize + ?Sized>(
        self,
        key: &'k str,
        value: &T,
        ttl: Duration,
        keys: Option<&TenantKeys>,
    ) -> Result<(Cow<'k, str>, Vec<u8>), CachekitError> {
        check_ttl(ttl)?;
        let room = keys.map_or(0, |_| TenantKeys::VALUE_ROOM);
        let mut bytes = Vec::with_capacity(room + 128);
        bytes.resize(room, 0);
        writing(keys.is_some(), || MessagePack::encode_to(value, &mut bytes))
            .map_err(CachekitError::Serialization)?;
        self.shared.check_size(bytes.len() - room, 0)?;
        let key = self.free_key(key)?;
        let bytes = match keys {
            Some(keys) => keys.seal_value_in_place(&key, bytes)?,
            None => bytes,
        };
        Ok((key, bytes))
    }

    pub(super) fn new_entry<'k>(
        self,
        key: &'k str,
        bytes: Vec<u8>,
        ttl: Duration,
    ) -> NewEntry<'k, ByteEntry<'k>>
    where
        'a: 'k,
    {
        let l1 = ByteEntry { shared: self.shared, key, write: Some((Arc::from(&bytes[..]), ttl)) };
        NewEntry { key, bytes, ttl: Some(ttl), l1 }
    }

    pub(super) async fn delete(self, key: &str) -> Result<bool, CachekitError> {
        let Self { shared, .. } = self;
        let key = self.storage_key(key)?;
        let deleted = shared.delete_through(&key, &self.l1_key(&key)).await;
        shared.count_string(&deleted, &shared.strings.deletes);
        Ok(deleted?)
    }

    /// Removes the entry from L1 alone; what was read of it before is not filled in.
    pub(crate) fn evict(self, key: &str) {
        // What is no key is not there.
        if let Ok(key) = self.storage_key(key) {
            let Self { shared, .. } = self;
            shared.fence.advance(shared.fence.place(&key), || shared.evict(&key));
        }
    }

    /// A key's place in L1, of which nothing is to be left.
    pub(super) fn l1_key<'k>(self, key: &'k str) -> ByteEntry<'k>
    where
        'a: 'k,
    {
        ByteEntry { shared: self.shared, key, write: None }
    }

    pub(super) async fn exists(self, key: &str) -> Result<bool, CachekitError> {
        let Self { shared, .. } = self;
        let key = self.free_key(key)?;
        if shared.bytes.get(&key, shared.now().ms).is_some() {
            return Ok(true);
        }
        let exists = shared.backend.exists(&key).await;
        shared.count_string_failure(&exists);
        Ok(exists?)
    }

    /// The storage key of a string key that no region and no tenant of this client may own.
    pub(super) fn free_key(self, key: &str) -> Result<Cow<'_, str>, CachekitError> {
        let storage_key = self.storage_key(key)?;
        // Keys of regions have an empty segment after the client's namespace, and one after the tenant.
        let in_scope = storage_key.strip_prefix(self.scope.key.text());
        if self.scope.tenant.is_none() && in_scope.is_some_and(|key| key.starts_with(TENANT)) {
            return Err(CachekitError::InvalidKey(format!(
                "keys that begin with `{TENANT}` belong to tenants; use `for_tenant`"
            )));
        }
        match in_scope.and_then(|key| self.shared.registry.owner(key)) {
            Some(owner) => Err(CachekitError::KeyOwnedByRegion {
                region: owner.schema().name,
                namespace: owner.schema().namespace,
            }),
            None => Ok(storage_key),
        }
    }

    /// The storage key of a string key: `namespace:key`, or the key itself; of a tenant, the key within its scope.
    pub(super) fn storage_key(self, key: &str) -> Result<Cow<'_, str>, CachekitError> {
        if key.is_empty() {
            return Err(CachekitError::InvalidKey("it is empty".to_owned()));
        }
        if let Some(at) = key.bytes().position(|byte| byte.is_ascii_control()) {
            return Err(CachekitError::InvalidKey(format!("it has a control character at byte {at}")));
        }
        let storage_key = match (&self.scope.tenant, &self.shared.namespace) {
            (Some(_), _) => Cow::Owned(format!("{}{key}", self.scope.key.text())),
            (None, Some(namespace)) => Cow::Owned(format!("{namespace}:{key}")),
            (None, None) => Cow::Borrowed(key),
        };
        if storage_key.len() > MAX_KEY {
            let len = storage_key.len();
            return Err(CachekitError::InvalidKey(format!(
                "it takes {len} bytes with its namespace (limit: {MAX_KEY})"
            )));
        }
        Ok(storage_key)
    }
}

/// The value in stored bytes.
fn open<T: DeserializeOwned>(key: &str, bytes: &[u8], keys: Option<&TenantKeys>) -> Result<T, CachekitError> {
    let decode = |bytes: &[u8]| {
        MessagePack::decode(bytes).map_err(|error| CachekitError::Serialization(error.to_string()))
    };
    match keys {
        Some(keys) => keys.with_opened_value(key, bytes, decode)?,
        None => decode(bytes),
    }
}

impl Shared {
    /// How long an entry that does not say so itself may stay in L1: as long as the backend keeps it, where it can
    /// tell, and never for long where it cannot.
    pub(super) async fn time_left(&self, key: &str, fresh_for: FreshFor) -> Duration {
        let left = match fresh_for {
            FreshFor::AtMost(left) => Some(left),
            FreshFor::Unknown => match self.backend.ttl(key).await {
                Some(Ok(left)) => left,
                Some(Err(_)) => Some(Duration::ZERO),
                None => None,
            },
        };
        left.unwrap_or(BACKFILL).min(self.limits.default_ttl)
    }

    fn check_size(&self, size: usize, slack: usize) -> Result<(), CachekitError> {
        let limit = self.limits.max_payload;
        if size > limit.saturating_add(slack) {
            Err(CachekitError::PayloadTooLarge { size, limit })
        } else {
            Ok(())
        }
    }

    pub(super) fn count_string<T>(
        &self,
        answer: &Result<T, BackendError>,
        acknowledged: &crate::stats::Counter,
    ) {
        self.count_string_failure(answer);
        if answer.is_ok() {
            acknowledged.one();
        }
    }

    fn count_string_failure<T>(&self, answer: &Result<T, BackendError>) {
        if answer.is_err() {
            self.strings.backend_errors.one();
        }
    }
}

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
pub(super) struct ByteEntry<'a> {
    shared: &'a Shared,
    key: &'a str,
    write: Option<(Arc<[u8]>, Duration)>,
}

impl L1Place for ByteEntry<'_> {
    fn insert(&self) {
        if let Some((bytes, ttl)) = &self.write {
            let lifetime =
                millis((*ttl).min(self.shared.limits.l1_ttl)).min(self.shared.news.l1_cap_ms(true));
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
