//! Putting a [`CachekitConfig`] together.

use std::time::Duration;

use zeroize::Zeroizing;

use super::CachekitConfig;
use super::setting::Setting;
use crate::error::ConfigError;

const API_URL: Setting = Setting::new(
    "api_url",
    "give `https://` and a host on the public internet, without a user name or password",
);
const MASTER_KEY: Setting = Setting::new("master_key", "give at least 32 bytes as hex digits without spaces");
const PREVIOUS_MASTER_KEYS: Setting = Setting::new(
    "previous_master_keys",
    "give up to three keys that the master key has replaced, each at least 32 bytes as hex digits, after a call of `master_key`",
);
const DEFAULT_TTL: Setting = Setting::new("default_ttl", "give 1 ms to ten years");
const TIMEOUT: Setting = Setting::new("timeout", "give 1 ms to a day");

/// The settings of a client, one by one: from [`CachekitConfig::builder`].
///
/// What a setting does is said at the field of [`CachekitConfig`]. A call that is refused gives the builder up.
#[derive(Debug, Clone, Default)]
#[must_use = "a builder does nothing until `build`"]
pub struct CachekitConfigBuilder {
    config: CachekitConfig,
}

impl CachekitConfigBuilder {
    /// A builder with the defaults.
    pub fn new() -> Self {
        Self::default()
    }

    /// The URL of a backend. The copy that is kept here is wiped when it is dropped; it is looked at where the backend
    /// is built.
    pub fn url(mut self, url: impl Into<String>) -> Self {
        self.config.url = Some(Zeroizing::new(url.into()));
        self
    }

    /// The API key of cachekit.io. The copy that is kept here is wiped when it is dropped; it is looked at where the
    /// backend is built.
    pub fn api_key(mut self, key: impl Into<String>) -> Self {
        self.config.api_key = Some(Zeroizing::new(key.into()));
        self
    }

    /// Where cachekit.io is. Whether a host other than those of cachekit.io is permitted, is decided where the backend
    /// is built, when [`allow_custom_host`](Self::allow_custom_host) has been said or not.
    ///
    /// # Errors
    /// Where it does not begin with `https://`, names no host, holds credentials, or has a query or a fragment; with the
    /// feature `cachekitio` also where it points to this machine or to a private network, by the rules of
    /// `validate_cachekitio_url`.
    pub fn api_url(mut self, url: impl AsRef<str>) -> Result<Self, ConfigError> {
        self.config.api_url = API_URL.api_url(url.as_ref(), true)?;
        Ok(self)
    }

    /// Whether other hosts than those of cachekit.io may be reached.
    pub fn allow_custom_host(mut self, allow: bool) -> Self {
        self.config.allow_custom_host = allow;
        self
    }

    /// The key that encrypts, as hex digits. Forgets previous keys that were given before.
    ///
    /// # Errors
    /// Where it is no hex, or less than 32 bytes.
    pub fn master_key(mut self, hex: &str) -> Result<Self, ConfigError> {
        self.config.master_key = Some(MASTER_KEY.master_key(hex)?);
        self.config.previous_master_keys.clear();
        Ok(self)
    }

    /// Keys that only decrypt, as hex digits, in the order in which they are tried: so entries stay readable that were
    /// sealed before the [`master_key`](Self::master_key) was replaced. Takes the place of those given before.
    ///
    /// # Errors
    /// Without a master key, for more than [`MAX_PREVIOUS_MASTER_KEYS`](super::MAX_PREVIOUS_MASTER_KEYS), for a key
    /// twice, for the master key among them, and where one is no key.
    pub fn previous_master_keys(mut self, hex: &[&str]) -> Result<Self, ConfigError> {
        let current = self.config.master_key.as_ref();
        self.config.previous_master_keys =
            PREVIOUS_MASTER_KEYS.previous_master_keys(current, hex.iter().copied())?;
        Ok(self)
    }

    /// The tenant that keys are derived for: 1 to 255 bytes, which is looked at where they are derived.
    pub fn tenant(mut self, tenant: impl Into<String>) -> Self {
        self.config.tenant = Some(tenant.into());
        self
    }

    /// The lifetime of values that the string API sets without one.
    ///
    /// # Errors
    /// Below a millisecond and above ten years.
    pub fn default_ttl(mut self, ttl: Duration) -> Result<Self, ConfigError> {
        self.config.default_ttl = DEFAULT_TTL.default_ttl(ttl)?;
        Ok(self)
    }

    /// A name that all keys of the client begin with: 1 to 255 printable ASCII characters, which is looked at where
    /// the client is built.
    pub fn namespace(mut self, namespace: impl Into<String>) -> Self {
        self.config.namespace = Some(namespace.into());
        self
    }

    /// How many entries a store of L1 keeps; 0 is no L1.
    pub fn l1_capacity(mut self, entries: usize) -> Self {
        self.config.l1_capacity = entries;
        self
    }

    /// How many bytes all of L1 keeps.
    pub fn l1_max_bytes(mut self, bytes: u64) -> Self {
        self.config.l1_max_bytes = Some(bytes);
        self
    }

    /// The largest encoded value, in bytes.
    pub fn max_payload_bytes(mut self, bytes: usize) -> Self {
        self.config.max_payload_bytes = bytes;
        self
    }

    /// How long a call of the backend may take.
    ///
    /// # Errors
    /// Below a millisecond and above a day.
    pub fn timeout(mut self, timeout: Duration) -> Result<Self, ConfigError> {
        self.config.timeout = Some(TIMEOUT.timeout(timeout)?);
        Ok(self)
    }

    /// The settings.
    pub fn build(self) -> CachekitConfig {
        self.config
    }
}
