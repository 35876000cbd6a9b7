//! Clients from a configuration.

use super::CacheKitBuilder;
use crate::config::CachekitConfig;
use crate::error::CachekitError;

impl CacheKitBuilder {
    /// Takes over what a configuration says of clients: keys and tenant, lifetimes, namespace, limits. The backend is
    /// not touched, and what was set before is overwritten where the configuration has a value.
    ///
    /// ```
    /// use cachekit::prelude::*;
    ///
    /// # fn main() -> Result<(), CachekitError> {
    /// let config = CachekitConfig::builder().namespace("shop").build();
    /// let cache = CacheKit::in_memory().config(&config)?.build()?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// [`CachekitError::Config`] when the master key cannot be one, and when there is one but this build of the crate
    /// cannot encrypt.
    pub fn config(mut self, config: &CachekitConfig) -> Result<Self, CachekitError> {
        self = self.default_ttl(config.default_ttl).max_payload_bytes(config.max_payload_bytes);
        if let Some(namespace) = &config.namespace {
            self = self.namespace(namespace.as_str());
        }
        if let Some(timeout) = config.timeout {
            self = self.backend_timeout(timeout);
        }
        #[cfg(feature = "l1")]
        {
            self = self.l1_capacity(config.l1_capacity);
            if let Some(bytes) = config.l1_max_bytes {
                self = self.l1_max_bytes(bytes);
            }
        }
        #[cfg(feature = "encryption")]
        return self.encryption_of(config);
        #[cfg(not(feature = "encryption"))]
        if config.master_key.is_none() && config.previous_master_keys.is_empty() {
            Ok(self)
        } else {
            Err(CachekitError::Config(
                "there is a master key, but this program was built without encryption; \
                 turn on the feature `encryption` of cachekit-rs, or remove the key"
                    .to_owned(),
            ))
        }
    }
}

/// What a call of cachekit.io may take where nothing is said: as long as its slowest, a write.
#[cfg(all(feature = "cachekitio", not(target_arch = "wasm32")))]
const HOSTED_TIMEOUT: std::time::Duration = std::time::Duration::from_secs(10);

/// Room for what is stored around a value: frame, nonce and tag.
#[cfg(all(feature = "cachekitio", not(target_arch = "wasm32")))]
const AROUND_A_VALUE: usize = 1024;

/// A client of cachekit.io, which is at `url`.
#[cfg(all(feature = "cachekitio", not(target_arch = "wasm32")))]
pub(super) fn hosted(url: &str, config: &CachekitConfig) -> Result<CacheKitBuilder, CachekitError> {
    use crate::backend::cachekitio::CachekitIO;

    let Some(api_key) = &config.api_key else {
        return Err(CachekitError::Config(
            "cachekit.io needs an API key: `CACHEKIT_API_KEY` for `CacheKit::from_env()`, or that of a \
             `CachekitConfig` for `CacheKit::from_config(…)`"
                .to_owned(),
        ));
    };
    check_for_hosted(config)?;
    let mut backend = CachekitIO::builder()
        .api_key(api_key.as_str())
        .api_url(url)
        .allow_custom_host(config.allow_custom_host)
        .max_response_bytes(config.max_payload_bytes.saturating_add(AROUND_A_VALUE));
    if let Some(timeout) = config.timeout {
        backend = backend.read_timeout(timeout).write_timeout(timeout);
    }
    let backend = std::sync::Arc::new(backend.build()?);
    Ok(crate::CacheKit::builder().backend(backend).backend_timeout(HOSTED_TIMEOUT))
}

/// What other backends take and cachekit.io does not: each call would fail, and loads would hide it.
#[cfg(all(feature = "cachekitio", not(target_arch = "wasm32")))]
fn check_for_hosted(config: &CachekitConfig) -> Result<(), CachekitError> {
    if config.default_ttl > crate::backend::cachekitio::MAX_TTL {
        return Err(CachekitError::Config(
            "the default lifetime is longer than the 30 days that cachekit.io keeps entries for".to_owned(),
        ));
    }
    Ok(())
}

#[cfg(all(test, not(feature = "encryption")))]
mod tests {
    use crate::{CacheKit, CachekitConfig, CachekitError};

    const KEY: &str = "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f";

    #[test]
    fn a_key_that_this_build_cannot_use_is_an_error() {
        let config = CachekitConfig::builder().master_key(KEY).unwrap().build();
        let Err(CachekitError::Config(text)) = CacheKit::in_memory().config(&config) else {
            panic!("a client without encryption took a master key")
        };
        assert!(text.contains("feature `encryption`") && !text.contains(&KEY[..4]), "{text}");
        assert!(CacheKit::in_memory().config(&CachekitConfig::default()).is_ok());
    }
}
