//! The string API: values by string key, for what is too small for a region or shared with other languages.

use std::time::Duration;

use serde::Serialize;
use serde::de::DeserializeOwned;

use super::CacheKit;
use super::by_string::Strings;
use crate::error::CachekitError;

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
        self.strings().get(key, None).await
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
        self.strings().set(key, value, ttl, None).await
    }

    /// Removes the entry: from L1, then from the backend. `false` when the backend knows that there was none; cachekit.io
    /// does not tell.
    ///
    /// Takes keys of regions too, so that an entry can be removed by the key that a log or a console shows.
    ///
    /// # Errors
    /// [`CachekitError::InvalidKey`]; [`CachekitError::Backend`]: then the entry may still be there.
    pub async fn delete(&self, key: &str) -> Result<bool, CachekitError> {
        self.strings().delete(key).await
    }

    /// Whether there is an entry under `key`. Its bytes are not looked at.
    ///
    /// # Errors
    /// [`CachekitError::InvalidKey`]; [`CachekitError::KeyOwnedByRegion`]; [`CachekitError::Backend`].
    pub async fn exists(&self, key: &str) -> Result<bool, CachekitError> {
        self.strings().exists(key).await
    }

    pub(crate) fn strings(&self) -> Strings<'_> {
        Strings { shared: &self.shared, scope: self.scope() }
    }
}
