//! Encryption by itself: the bytes that all cachekit SDKs exchange, without a client around them.
//!
//! # What is stored
//!
//! `nonce (12 bytes) | AES-256-GCM ciphertext | tag (16 bytes)`: 28 bytes more than the plaintext, and the format of the
//! cachekit protocol, so that the SDKs of other languages read it and it reads theirs. The AES key is derived from the
//! master key and the tenant by HKDF-SHA256.
//!
//! # What it is bound to
//!
//! The tag also covers the tenant, the storage key and the format
//! ([`build_aad`](EncryptionLayer::build_aad)). Who can write to the store cannot change a value, make one up, or pass
//! off the value of one key or tenant as that of another: [`decrypt`](EncryptionLayer::decrypt) says
//! [`AuthenticationFailed`](crate::EncryptionError::AuthenticationFailed).
//!
//! # What it does not hide or prevent
//!
//! - The length of a value, its storage key, and when it is written and read.
//! - **Replay**: an older value of the *same* key can be put back by who can write to the store, and it opens. Only a
//!   short lifetime bounds that, or a version in the key.
//! - Deletion.
//!
//! # How much one key may seal
//!
//! Each message has a random nonce. Up to 2³² messages a master key and tenant, the chance that any two of them have the
//! same nonce, which would give both away, is below 2⁻³². At a thousand writes a second that is fifty days: programs
//! that write so much replace the master key, or spread over tenants. Nonces come from the operating system for every
//! message, so a forked process or a resumed virtual machine repeats none.

use std::fmt;

use crate::crypto::{Keyring, MasterKey, TenantKeys};
use crate::error::CachekitError;

/// Encrypts and decrypts values of one tenant.
///
/// ```
/// use cachekit::encryption::EncryptionLayer;
///
/// # fn main() -> Result<(), cachekit::CachekitError> {
/// # let master_key = [7; 32];
/// let layer = EncryptionLayer::new(&master_key, "acme")?;
/// let stored = layer.encrypt(b"123-45-6789", "user:42:ssn")?;
/// assert_eq!(layer.decrypt(&stored, "user:42:ssn")?, b"123-45-6789");
///
/// // Under another key, it does not open.
/// assert!(layer.decrypt(&stored, "user:43:ssn").is_err());
/// # Ok(())
/// # }
/// ```
///
/// The keys are derived once, when it is made, and gone from memory when it is dropped. It can be shared between threads.
/// See the [module](self) for the format, what it protects from, and how much one key may seal.
pub struct EncryptionLayer {
    keys: TenantKeys,
}

impl EncryptionLayer {
    /// A layer of this master key (32 random bytes, not their hex digits) and tenant (1 to 255 bytes).
    ///
    /// The caller's copy of the master key is the caller's to clear.
    ///
    /// # Errors
    ///
    /// [`CachekitError::Config`] for a key or tenant of another length. The message holds nothing of the key.
    pub fn new(master_key: &[u8], tenant_id: &str) -> Result<Self, CachekitError> {
        let keys = Keyring::new(MasterKey::from_bytes(master_key)?).tenant(tenant_id)?;
        Ok(Self { keys })
    }

    /// Like [`new`](Self::new), with up to three master keys that were in use before, the newest first. What they
    /// encrypted can still be decrypted; nothing is encrypted with them any more.
    ///
    /// # Errors
    ///
    /// [`CachekitError::Config`] as for [`new`](Self::new), for more than three, and for a key that is there twice.
    pub fn with_previous_keys(
        master_key: &[u8],
        previous: &[&[u8]],
        tenant_id: &str,
    ) -> Result<Self, CachekitError> {
        let previous =
            previous.iter().map(|key| MasterKey::from_bytes(key)).collect::<Result<Vec<_>, _>>()?;
        let keyring = Keyring::new(MasterKey::from_bytes(master_key)?).with_previous(previous)?;
        Ok(Self { keys: keyring.tenant(tenant_id)? })
    }

    /// Encrypts a value, so that it opens for this storage key only: the whole one, with the client's namespace.
    ///
    /// Two calls never give the same bytes. One allocation, of 28 bytes more than the plaintext.
    ///
    /// # Errors
    ///
    /// [`CachekitError::Encryption`] when the system gives no random bytes, or for a plaintext of 64 GiB and more.
    pub fn encrypt(&self, plaintext: &[u8], cache_key: &str) -> Result<Vec<u8>, CachekitError> {
        Ok(self.keys.seal_value(cache_key, plaintext)?)
    }

    /// Decrypts what [`encrypt`](Self::encrypt), or another SDK, encrypted for this storage key and tenant.
    ///
    /// # Errors
    ///
    /// [`CachekitError::Encryption`] with
    /// [`AuthenticationFailed`](crate::EncryptionError::AuthenticationFailed) when the bytes were sealed for another
    /// key, tenant or master key, or changed; with [`Truncated`](crate::EncryptionError::Truncated) when there are less
    /// than 28 of them. Nothing of the plaintext is returned then.
    pub fn decrypt(&self, ciphertext: &[u8], cache_key: &str) -> Result<Vec<u8>, CachekitError> {
        Ok(self.keys.open_value(cache_key, ciphertext)?)
    }

    /// Decrypts what the Python SDK's default decorators encrypted for this storage key and tenant: what
    /// [`read_encrypted`](crate::interop::python::read_encrypted) asks for.
    ///
    /// The storage key is the whole one, as it stands in the store; see
    /// [`AutoKey`](crate::interop::python::AutoKey).
    ///
    /// # Errors
    ///
    /// [`EncryptionError`](crate::EncryptionError): `UnknownKey` when the entry names another tenant or a key that is not
    /// this layer's, else as [`decrypt`](Self::decrypt).
    #[cfg(feature = "python")]
    pub fn decrypt_python(
        &self,
        entry: &crate::interop::python::EncryptedEntry<'_>,
        cache_key: &str,
    ) -> Result<Vec<u8>, crate::EncryptionError> {
        if entry.tenant != self.tenant_id() {
            return Err(crate::EncryptionError::UnknownKey);
        }
        let key = self.keys.by_fingerprint(&entry.fingerprint)?;
        key.open(cache_key, entry.format, entry.compressed, entry.original_type, entry.sealed)
    }

    /// The tenant that this layer was made for.
    pub fn tenant_id(&self) -> &str {
        self.keys.tenant()
    }

    /// The bytes that a value of this key is bound to: the associated data of the cachekit protocol, version 3.
    ///
    /// `0x03`, then tenant, key, the format `msgpack`, and `True` or `False` for `compressed`, each with its length
    /// before it as a big-endian `u32`. What this layer encrypts is never compressed.
    pub fn build_aad(&self, cache_key: &str, compressed: bool) -> Vec<u8> {
        self.keys.value_aad(cache_key, compressed)
    }
}

impl fmt::Debug for EncryptionLayer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("EncryptionLayer").field("tenant_id", &self.tenant_id()).finish_non_exhaustive()
    }
}
