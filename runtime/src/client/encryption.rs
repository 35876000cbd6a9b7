//! What a client encrypts with: the master key, those it replaced, and the tenant.

use super::CacheKitBuilder;
use crate::config::CachekitConfig;
use crate::crypto::{Keyring, MasterKey};
use crate::error::CachekitError;

/// The tenant of clients that name none, as in the other cachekit SDKs.
const DEFAULT_TENANT: &str = "default";

/// The encryption settings of a builder.
#[derive(Default)]
pub(super) struct Encryption {
    current: Option<(MasterKey, String)>,
    previous: Vec<MasterKey>,
}

impl Encryption {
    /// The keyring and the tenant of the client itself.
    pub(super) fn keyring(self) -> Result<(Option<Keyring>, String), CachekitError> {
        match self.current {
            Some((current, tenant)) => {
                Ok((Some(Keyring::new(current).with_previous(self.previous)?), tenant))
            }
            None if self.previous.is_empty() => Ok((None, String::new())),
            None => Err(CachekitError::Config(
                "there are previous master keys and no current one; give it with `encryption(…)`".to_owned(),
            )),
        }
    }
}

impl CacheKitBuilder {
    /// The master key, in hex, and the tenant that this client seals for: what [`secure`](crate::CacheKit::secure),
    /// secure regions and secure functions encrypt with.
    ///
    /// The key has to decode to 32 bytes or more. What encrypts is derived from it for each tenant (HKDF-SHA256), so
    /// one tenant's key tells nothing of another's; see [`CacheKit::for_tenant`](crate::CacheKit::for_tenant) for
    /// more of them. The other cachekit SDKs seal for the tenant `default` unless told otherwise.
    ///
    /// A key by itself encrypts nothing: regions and functions that are `secure`, and `secure()`, do.
    ///
    /// # Errors
    /// [`CachekitError::Config`] when it is not hex or too short. The message holds no part of it.
    pub fn encryption(self, master_key: &str, tenant: impl Into<String>) -> Result<Self, CachekitError> {
        Ok(self.encrypting_with(MasterKey::from_hex(master_key)?, tenant.into()))
    }

    /// Like [`encryption`](Self::encryption), with the key's 32 bytes.
    ///
    /// # Errors
    /// [`CachekitError::Config`] when it has another length.
    pub fn encryption_from_bytes(
        self,
        master_key: &[u8],
        tenant: impl Into<String>,
    ) -> Result<Self, CachekitError> {
        Ok(self.encrypting_with(MasterKey::from_bytes(master_key)?, tenant.into()))
    }

    /// A master key, in hex, that was in use before the present one. What it sealed can still be opened; nothing is
    /// sealed with it any more. Up to three.
    ///
    /// To change the key: deploy with the new key current and the old one previous; once the longest lifetime is
    /// over, deploy without the old one.
    ///
    /// # Errors
    /// [`CachekitError::Config`] when it is not hex or too short; [`build`](Self::build) refuses more than three, and
    /// the current key among them.
    pub fn previous_master_key(mut self, master_key: &str) -> Result<Self, CachekitError> {
        self.encryption.previous.push(MasterKey::from_hex(master_key)?);
        Ok(self)
    }

    /// With the keys that a configuration holds, if any.
    pub(super) fn encryption_of(mut self, config: &CachekitConfig) -> Result<Self, CachekitError> {
        if let Some(key) = &config.master_key {
            let tenant = config.tenant.as_deref().unwrap_or(DEFAULT_TENANT);
            self = self.encrypting_with(MasterKey::from_decoded(key)?, tenant.to_owned());
        }
        for key in &config.previous_master_keys {
            self.encryption.previous.push(MasterKey::from_decoded(key)?);
        }
        Ok(self)
    }

    fn encrypting_with(mut self, key: MasterKey, tenant: String) -> Self {
        self.encryption.current = Some((key, tenant));
        self
    }
}
