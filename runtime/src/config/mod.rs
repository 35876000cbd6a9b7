//! The settings of a client as a value: from the environment, or put together.
//!
//! ```
//! use cachekit::config::CachekitConfig;
//!
//! # fn main() -> Result<(), cachekit::CachekitError> {
//! let config = CachekitConfig::builder()
//!     .api_key("ck_live_example")
//!     .api_url("https://api.cachekit.io")?
//!     .namespace("shop")
//!     .build();
//! assert_eq!(config.namespace.as_deref(), Some("shop"));
//! assert!(!format!("{config:?}").contains("ck_live_example"));
//! # Ok(())
//! # }
//! ```
//!
//! This is the only place that reads the environment. The variables are those of the other cachekit SDKs, where they
//! have a meaning here; they are listed at [`CachekitConfig::from_env`].

mod builder;
mod keys;
mod setting;
#[cfg(test)]
mod tests;
mod vars;

use std::ffi::OsString;
use std::fmt;
use std::time::Duration;

use zeroize::Zeroizing;

pub use builder::CachekitConfigBuilder;

pub use crate::error::{ConfigError, ConfigProblem};

use crate::error::CachekitError;

/// The most previous master keys there can be.
pub const MAX_PREVIOUS_MASTER_KEYS: usize = 3;

/// The settings of a client.
///
/// [`Default`] is what holds where nothing is said. `Debug` shows no secret; keys are wiped from memory when they are
/// dropped.
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct CachekitConfig {
    /// The URL of a backend, as [`CacheKit::connect`](crate::CacheKit::connect) takes it; without one it is cachekit.io.
    /// It can hold a password.
    pub url: Option<Zeroizing<String>>,
    /// The API key of cachekit.io.
    pub api_key: Option<Zeroizing<String>>,
    /// Where cachekit.io is. Default: `https://api.cachekit.io`.
    pub api_url: String,
    /// Whether [`api_url`](Self::api_url) may name another host than those of cachekit.io. Default: no.
    pub allow_custom_host: bool,
    /// The key that encrypts: at least 32 bytes. That it is here encrypts nothing by itself.
    pub master_key: Option<Zeroizing<Vec<u8>>>,
    /// Keys that only decrypt, at most [`MAX_PREVIOUS_MASTER_KEYS`], in the order in which they are tried.
    pub previous_master_keys: Vec<Zeroizing<Vec<u8>>>,
    /// The tenant that keys are derived for. Without one it is `default`, as in the other SDKs.
    pub tenant: Option<String>,
    /// The lifetime of values that the string API sets without one. Default: 300 seconds.
    pub default_ttl: Duration,
    /// A name that all keys of the client begin with. Default: none.
    pub namespace: Option<String>,
    /// How many entries a store of L1 keeps. Default: 1,000.
    pub l1_capacity: usize,
    /// How many bytes all of L1 keeps; `None` leaves it to the client.
    pub l1_max_bytes: Option<u64>,
    /// The largest encoded value, in bytes. Default: 5 MiB.
    pub max_payload_bytes: usize,
    /// How long a call of the backend may take; `None` leaves it to the client.
    pub timeout: Option<Duration>,
}

impl CachekitConfig {
    /// A builder with the defaults.
    pub fn builder() -> CachekitConfigBuilder {
        CachekitConfigBuilder::new()
    }

    /// The settings that the environment of this process holds, and the defaults for the others.
    ///
    /// | variable | value | default |
    /// |---|---|---|
    /// | `CACHEKIT_URL` | the URL of a backend, as [`CacheKit::connect`](crate::CacheKit::connect) lists them | none: cachekit.io |
    /// | `CACHEKIT_API_KEY` | the API key, exactly, of the characters a bearer token may have | none |
    /// | `CACHEKIT_API_URL` | `https://` and a host on the public internet | `https://api.cachekit.io` |
    /// | `CACHEKIT_ALLOW_CUSTOM_HOST` | `true`, `false`, or another spelling of them: `1`/`0`, `yes`/`no`, `on`/`off`, `t`/`f`, `y`/`n`, in any case | `false` |
    /// | `CACHEKIT_MASTER_KEY` | at least 32 bytes as hex digits | none |
    /// | `CACHEKIT_PREVIOUS_MASTER_KEYS` | up to three more, separated by commas; blank is none | none |
    /// | `CACHEKIT_DEPLOYMENT_UUID` | the tenant, a UUID; taken as it is written; blank is none | none |
    /// | `CACHEKIT_DEFAULT_TTL` | seconds, 1 to 315360000 | `300` |
    /// | `CACHEKIT_NAMESPACE` | 1 to 255 printable ASCII characters | none |
    /// | `CACHEKIT_L1_MAX_SIZE_MB` | units of 1,048,576 bytes, from 1 | the client's |
    /// | `CACHEKIT_MAX_VALUE_SIZE` | bytes, from 1 | `5242880` |
    /// | `CACHEKIT_TIMEOUT` | seconds, 0.001 to 86400, as `5` or `0.5` | the client's |
    ///
    /// White space around a value is passed over, except in keys: there it is an error, as is a variable that is set
    /// but blank, unless the table says otherwise. `CACHEKIT_DEFAULT_TTL` is this crate's own: the cachekit protocol
    /// has no lifetime for a whole process, so other SDKs do not read it. `CACHEKIT_L1_MAX_SIZE_MB` is the size for a
    /// namespace in the Python SDK, and for a client here.
    ///
    /// `CACHEKIT_API_URL` never takes the API key to this machine or into a private network, nor, unless
    /// `CACHEKIT_ALLOW_CUSTOM_HOST` says so, to hosts other than those of cachekit.io. A server for development on this
    /// machine is named by the program: see `CachekitIOBuilder::allow_loopback`.
    ///
    /// # Errors
    /// [`CachekitError::Config`], which names the first variable that cannot be used, and what it accepts.
    pub fn from_env() -> Result<Self, CachekitError> {
        Ok(Self::from_vars(|name| std::env::var_os(name))?)
    }

    /// As [`from_env`](Self::from_env), with variables from elsewhere: a file of secrets, or a test.
    ///
    /// ```
    /// use std::time::Duration;
    ///
    /// use cachekit::config::CachekitConfig;
    ///
    /// let config = CachekitConfig::from_vars(|name| match name {
    ///     "CACHEKIT_DEFAULT_TTL" => Some("60".into()),
    ///     _ => None,
    /// })?;
    /// assert_eq!(config.default_ttl, Duration::from_secs(60));
    /// # Ok::<(), cachekit::config::ConfigError>(())
    /// ```
    ///
    /// # Errors
    /// [`ConfigError`], for the first variable that cannot be used.
    pub fn from_vars(lookup: impl Fn(&str) -> Option<OsString>) -> Result<Self, ConfigError> {
        vars::read(&vars::Vars(lookup))
    }
}

impl Default for CachekitConfig {
    fn default() -> Self {
        Self {
            url: None,
            api_key: None,
            api_url: "https://api.cachekit.io".to_owned(),
            allow_custom_host: false,
            master_key: None,
            previous_master_keys: Vec::new(),
            tenant: None,
            default_ttl: Duration::from_secs(300),
            namespace: None,
            l1_capacity: 1000,
            l1_max_bytes: None,
            max_payload_bytes: 5 * 1024 * 1024,
            timeout: None,
        }
    }
}

impl fmt::Debug for CachekitConfig {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Named one by one, so that a new field has to be looked at here.
        let Self {
            url,
            api_key,
            api_url,
            allow_custom_host,
            master_key,
            previous_master_keys,
            tenant,
            default_ttl,
            namespace,
            l1_capacity,
            l1_max_bytes,
            max_payload_bytes,
            timeout,
        } = self;
        f.debug_struct("CachekitConfig")
            .field("url", &url.as_ref().map(|_| Redacted))
            .field("api_key", &api_key.as_ref().map(|_| Redacted))
            .field("api_url", api_url)
            .field("allow_custom_host", allow_custom_host)
            .field("master_key", &master_key.as_ref().map(|_| Redacted))
            .field("previous_master_keys", &vec![Redacted; previous_master_keys.len()])
            .field("tenant", tenant)
            .field("default_ttl", default_ttl)
            .field("namespace", namespace)
            .field("l1_capacity", l1_capacity)
            .field("l1_max_bytes", l1_max_bytes)
            .field("max_payload_bytes", max_payload_bytes)
            .field("timeout", timeout)
            .finish()
    }
}

/// In place of a secret.
#[derive(Clone, Copy)]
struct Redacted;

impl fmt::Debug for Redacted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[REDACTED]")
    }
}
