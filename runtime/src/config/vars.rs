//! The environment variables: their names, and what they accept.

use std::ffi::OsString;
use std::time::Duration;

use zeroize::Zeroizing;

use super::CachekitConfig;
use super::setting::Setting;
use crate::error::{ConfigError, ConfigProblem};

const URL: Setting = Setting::new(
    "CACHEKIT_URL",
    "write the URL of a backend, such as `redis://localhost:6379`, or unset it for cachekit.io",
);
const API_KEY: Setting = Setting::new(
    "CACHEKIT_API_KEY",
    "write the API key exactly as cachekit.io shows it, such as `ck_live_…`",
);
const API_URL: Setting = Setting::new(
    "CACHEKIT_API_URL",
    "write `https://`, a host on the public internet and nothing secret, or unset it for cachekit.io",
);
const ALLOW_CUSTOM_HOST: Setting = Setting::new("CACHEKIT_ALLOW_CUSTOM_HOST", "write `true` or `false`");
const MASTER_KEY: Setting = Setting::new(
    "CACHEKIT_MASTER_KEY",
    "write at least 32 bytes as hex digits without spaces; `openssl rand -hex 32` makes some",
);
const PREVIOUS_MASTER_KEYS: Setting = Setting::new(
    "CACHEKIT_PREVIOUS_MASTER_KEYS",
    "write up to three keys that `CACHEKIT_MASTER_KEY` has replaced, each at least 32 bytes as hex digits, with commas between them",
);
const DEPLOYMENT_UUID: Setting = Setting::new(
    "CACHEKIT_DEPLOYMENT_UUID",
    "write a UUID such as `11111111-2222-4333-8444-555555555555`, or unset it for the tenant `default`",
);
const DEFAULT_TTL: Setting =
    Setting::new("CACHEKIT_DEFAULT_TTL", "write seconds from 1 to 315360000 in digits, such as `300`");
const NAMESPACE: Setting =
    Setting::new("CACHEKIT_NAMESPACE", "write 1 to 255 printable ASCII characters, or unset it");
const L1_MAX_SIZE_MB: Setting = Setting::new(
    "CACHEKIT_L1_MAX_SIZE_MB",
    "write a whole number of megabytes from 1 in digits, such as `100`",
);
const MAX_VALUE_SIZE: Setting = Setting::new(
    "CACHEKIT_MAX_VALUE_SIZE",
    "write a whole number of bytes from 1 in digits, such as `5242880`",
);
const TIMEOUT: Setting =
    Setting::new("CACHEKIT_TIMEOUT", "write seconds from 0.001 to 86400 in digits, such as `5` or `0.5`");

/// Where variables come from.
pub(super) struct Vars<F>(pub(super) F);

impl<F: Fn(&str) -> Option<OsString>> Vars<F> {
    /// A variable as it is, in memory that is wiped.
    fn raw(&self, setting: Setting) -> Result<Option<Zeroizing<String>>, ConfigError> {
        let Some(value) = (self.0)(setting.name()) else { return Ok(None) };
        match String::from_utf8(value.into_encoded_bytes()) {
            Ok(text) => Ok(Some(Zeroizing::new(text))),
            Err(error) => {
                // Most likely a key that was not turned into hex digits.
                drop(Zeroizing::new(error.into_bytes()));
                Err(setting.is(ConfigProblem::NotUnicode))
            }
        }
    }

    /// A variable without the white space around it, and read.
    fn read<T>(
        &self,
        setting: Setting,
        read: impl FnOnce(&Setting, &str) -> Result<T, ConfigError>,
    ) -> Result<Option<T>, ConfigError> {
        let Some(value) = self.raw(setting)? else { return Ok(None) };
        match value.trim() {
            "" => Err(setting.is(ConfigProblem::Blank)),
            text => read(&setting, text).map(Some),
        }
    }

    /// As [`read`](Self::read), where blank is as good as unset.
    fn read_unless_blank<T>(
        &self,
        setting: Setting,
        read: impl FnOnce(&Setting, &str) -> Result<T, ConfigError>,
    ) -> Result<Option<T>, ConfigError> {
        match self.raw(setting)?.as_deref().map(|value| value.trim()) {
            None | Some("") => Ok(None),
            Some(text) => read(&setting, text).map(Some),
        }
    }
}

/// All of them, over the defaults.
pub(super) fn read(vars: &Vars<impl Fn(&str) -> Option<OsString>>) -> Result<CachekitConfig, ConfigError> {
    let defaults = CachekitConfig::default();
    let master_key = vars.raw(MASTER_KEY)?.map(|hex| MASTER_KEY.master_key(&hex)).transpose()?;
    let previous_master_keys = vars.read_unless_blank(PREVIOUS_MASTER_KEYS, |setting, text| {
        setting.previous_master_keys(master_key.as_ref(), text.split(',').map(str::trim))
    })?;
    let allow_custom_host =
        vars.read(ALLOW_CUSTOM_HOST, Setting::boolean)?.unwrap_or(defaults.allow_custom_host);
    Ok(CachekitConfig {
        url: vars.read(URL, |_, url| Ok(Zeroizing::new(url.to_owned())))?,
        api_key: vars.raw(API_KEY)?.map(|key| API_KEY.api_key(key)).transpose()?,
        api_url: vars
            .read(API_URL, |setting, url| setting.api_url(url, allow_custom_host))?
            .unwrap_or(defaults.api_url),
        allow_custom_host,
        previous_master_keys: previous_master_keys.unwrap_or_default(),
        master_key,
        tenant: vars.read_unless_blank(DEPLOYMENT_UUID, Setting::uuid)?,
        default_ttl: vars
            .read(DEFAULT_TTL, |setting, text| {
                setting.default_ttl(Duration::from_secs(setting.count(text)?))
            })?
            .unwrap_or(defaults.default_ttl),
        namespace: vars.read(NAMESPACE, Setting::namespace)?,
        l1_capacity: defaults.l1_capacity,
        l1_max_bytes: vars.read(L1_MAX_SIZE_MB, |setting, text| {
            let bytes = setting.count(text)?.checked_mul(1024 * 1024);
            bytes.ok_or_else(|| setting.is(ConfigProblem::OutOfRange))
        })?,
        max_payload_bytes: vars.read(MAX_VALUE_SIZE, Setting::size)?.unwrap_or(defaults.max_payload_bytes),
        timeout: vars.read(TIMEOUT, |setting, text| setting.timeout(setting.seconds(text)?))?,
    })
}
