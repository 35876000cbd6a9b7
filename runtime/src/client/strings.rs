//! The string API: values by string key, for what is too small for a region or shared with other languages.

use std::time::Duration;

use serde::Serialize;
use serde::de::DeserializeOwned;

use super::CacheKit;
use super::by_string::Strings;
use crate::error::{BatchError, CachekitError};

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

    /// The values under many keys, in their order, from L1 and, by one call for all others, from the backend.
    ///
    /// Dropping the future changes nothing.
    ///
    /// ```
    /// use cachekit::prelude::*;
    ///
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), CachekitError> {
    /// let cache = CacheKit::in_memory().build()?;
    /// cache.set_many(&[("page:1", "one"), ("page:2", "two")]).await?;
    ///
    /// let pages = cache.get_many::<String>(&["page:2", "page:3"]).await?;
    /// assert_eq!(pages, [Some("two".to_owned()), None]);
    /// assert_eq!(cache.delete_many(&["page:1", "page:3"]).await?, [true, false]);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// A [`BatchError`], with the result of every key, when at least one has an error of those of [`get`](Self::get).
    pub async fn get_many<T: DeserializeOwned>(
        &self,
        keys: &[impl AsRef<str>],
    ) -> Result<Vec<Option<T>>, BatchError<Option<T>>> {
        self.strings().get_many(keys, None).await
    }

    /// Stores many values under their keys, for the client's default lifetime: in the backend by one call, then in L1.
    ///
    /// Each entry is stored or not by itself. Where a key is there twice, its last value is stored. When the future is
    /// dropped midway the backend may hold the old or the new value of each key, and L1 holds none.
    ///
    /// # Errors
    /// A [`BatchError`], with the result of every entry, when at least one has an error of those of
    /// [`set`](Self::set).
    pub async fn set_many<T: Serialize>(
        &self,
        entries: &[(impl AsRef<str>, T)],
    ) -> Result<(), BatchError<()>> {
        self.set_many_with_ttl(entries, self.shared().limits.default_ttl).await
    }

    /// Like [`set_many`](Self::set_many), for a lifetime of their own.
    ///
    /// # Errors
    /// Those of [`set_many`](Self::set_many), and [`CachekitError::InvalidTtl`] for every entry when the lifetime is
    /// zero or over ten years.
    pub async fn set_many_with_ttl<T: Serialize>(
        &self,
        entries: &[(impl AsRef<str>, T)],
        ttl: Duration,
    ) -> Result<(), BatchError<()>> {
        self.strings().set_many(entries, ttl, None).await
    }

    /// Removes many entries: from L1, then from the backend by one call. Says for each, in the order of the keys, what
    /// [`delete`](Self::delete) says; for a key that is there twice, twice the same.
    ///
    /// # Errors
    /// A [`BatchError`], with the result of every key, when at least one has an error of those of
    /// [`delete`](Self::delete).
    pub async fn delete_many(&self, keys: &[impl AsRef<str>]) -> Result<Vec<bool>, BatchError<bool>> {
        self.strings().delete_many(keys).await
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
