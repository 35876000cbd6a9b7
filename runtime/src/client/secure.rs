//! Values by string key, encrypted before they leave the process.

use std::fmt;
use std::time::Duration;

use serde::Serialize;
use serde::de::DeserializeOwned;

use super::by_string::Strings;
use super::scope::NO_KEYS;
use super::{CacheKit, TenantKeys};
use crate::error::{BatchError, CachekitError};

/// The string API of a client with everything encrypted: neither the backend nor L1 ever holds a value in plaintext.
///
/// Values are stored as `nonce (12 bytes) | AES-256-GCM | tag (16 bytes)`, the bytes of the other cachekit SDKs. The
/// tenant and the full storage key are bound to the ciphertext, so an entry that is copied under another key, to
/// another namespace or to another tenant cannot be opened there.
///
/// What is bound is the place, not the time: who can write to the backend can put an earlier entry of the same key
/// back, and by this API it is then read as long as the backend keeps it. Secure *regions* seal the time of writing
/// too, so there it is read within its own lifetime only.
///
/// ```
/// use cachekit::prelude::*;
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), CachekitError> {
/// # let master_key = "0011223344556677889900112233445566778899001122334455667788990011";
/// let cache = CacheKit::in_memory().encryption(master_key, "acme")?.build()?;
/// let secure = cache.secure()?;
///
/// secure.set("user:42:ssn", "123-45-6789").await?;
/// assert_eq!(secure.get::<String>("user:42:ssn").await?.as_deref(), Some("123-45-6789"));
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Copy)]
pub struct SecureCache<'a> {
    strings: Strings<'a>,
    keys: &'a TenantKeys,
    default_ttl: Duration,
}

impl CacheKit {
    /// This client with everything encrypted. It costs nothing: ask for it where it is needed.
    ///
    /// # Errors
    /// [`CachekitError::Config`] when the client was built without a master key.
    pub fn secure(&self) -> Result<SecureCache<'_>, CachekitError> {
        let keys = self.scope().keys.as_ref();
        let keys = keys.ok_or_else(|| CachekitError::Config(NO_KEYS.to_owned()))?;
        Ok(SecureCache { strings: self.strings(), keys, default_ttl: self.shared().limits.default_ttl })
    }
}

impl SecureCache<'_> {
    /// The value under `key`, from L1 or the backend, decrypted.
    ///
    /// Dropping the future changes nothing.
    ///
    /// # Errors
    /// [`CachekitError::Encryption`] when the entry was not sealed for this tenant and this key, or was changed: it
    /// is never served and never taken for a miss. [`set`](Self::set) and [`delete`](Self::delete) still work.
    /// Besides those of [`CacheKit::get`].
    pub async fn get<T: DeserializeOwned>(&self, key: &str) -> Result<Option<T>, CachekitError> {
        self.strings.get(key, Some(self.keys)).await
    }

    /// Encrypts a value and stores it for the client's default lifetime: in the backend, then in L1.
    ///
    /// When the future is dropped midway the backend may hold the old or the new value, and L1 holds none.
    ///
    /// # Errors
    /// [`CachekitError::Encryption`] when the system has no randomness to give; besides those of [`CacheKit::set`].
    pub async fn set<T: Serialize + ?Sized>(&self, key: &str, value: &T) -> Result<(), CachekitError> {
        self.set_with_ttl(key, value, self.default_ttl).await
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
        self.strings.set(key, value, ttl, Some(self.keys)).await
    }

    /// Removes the entry, whatever is in it: [`CacheKit::delete`].
    ///
    /// # Errors
    /// Those of [`CacheKit::delete`].
    pub async fn delete(&self, key: &str) -> Result<bool, CachekitError> {
        self.strings.delete(key).await
    }

    /// The values under many keys, decrypted: [`CacheKit::get_many`]. An entry that cannot be opened is an error of its
    /// own key alone.
    ///
    /// ```
    /// use cachekit::prelude::*;
    ///
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), CachekitError> {
    /// # let master_key = "0011223344556677889900112233445566778899001122334455667788990011";
    /// let cache = CacheKit::in_memory().encryption(master_key, "acme")?.build()?;
    /// let secure = cache.secure()?;
    ///
    /// secure.set_many(&[("ssn:1", "123-45-6789"), ("ssn:2", "987-65-4321")]).await?;
    /// let numbers = secure.get_many::<String>(&["ssn:1", "ssn:2"]).await?;
    /// assert_eq!(numbers[1].as_deref(), Some("987-65-4321"));
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
        self.strings.get_many(keys, Some(self.keys)).await
    }

    /// Encrypts many values, each for its own key, and stores them for the client's default lifetime:
    /// [`CacheKit::set_many`].
    ///
    /// # Errors
    /// A [`BatchError`], with the result of every entry, when at least one has an error of those of
    /// [`set`](Self::set).
    pub async fn set_many<T: Serialize>(
        &self,
        entries: &[(impl AsRef<str>, T)],
    ) -> Result<(), BatchError<()>> {
        self.set_many_with_ttl(entries, self.default_ttl).await
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
        self.strings.set_many(entries, ttl, Some(self.keys)).await
    }

    /// Removes many entries, whatever is in them: [`CacheKit::delete_many`].
    ///
    /// # Errors
    /// Those of [`CacheKit::delete_many`].
    pub async fn delete_many(&self, keys: &[impl AsRef<str>]) -> Result<Vec<bool>, BatchError<bool>> {
        self.strings.delete_many(keys).await
    }

    /// Whether there is an entry under `key`: [`CacheKit::exists`]. Its bytes are not looked at.
    ///
    /// # Errors
    /// Those of [`CacheKit::exists`].
    pub async fn exists(&self, key: &str) -> Result<bool, CachekitError> {
        self.strings.exists(key).await
    }
}

impl fmt::Debug for SecureCache<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SecureCache").field("tenant", &self.keys.tenant()).finish_non_exhaustive()
    }
}
