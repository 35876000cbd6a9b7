//! Putting a [`CachekitIO`] together.

use std::fmt;
use std::time::Duration;

use zeroize::Zeroizing;

use super::CachekitIO;
use super::metrics::{Metrics, MetricsProvider};
use super::protocol::{Api, Limits};
use super::transport::HttpTransport;
use super::url_validator::{self, Allowed, DEFAULT_URL};
use crate::error::CachekitError;

const READ_TIMEOUT: Duration = Duration::from_secs(5);
const WRITE_TIMEOUT: Duration = Duration::from_secs(10);
/// 25 MiB: the largest value that the server keeps.
const MAX_RESPONSE: usize = 25 * 1024 * 1024;
const MAX_API_KEY: usize = 512;

/// The settings of a [`CachekitIO`], from [`CachekitIO::builder`].
#[must_use = "nothing is connected before `build`"]
pub struct CachekitIOBuilder {
    api_key: Option<Zeroizing<String>>,
    api_url: String,
    allowed: Allowed,
    metrics: Option<MetricsProvider>,
    limits: Limits,
}

impl CachekitIOBuilder {
    pub(super) fn new() -> Self {
        Self {
            api_key: None,
            api_url: DEFAULT_URL.to_owned(),
            allowed: Allowed::default(),
            metrics: None,
            limits: Limits { read: READ_TIMEOUT, write: WRITE_TIMEOUT, response_bytes: MAX_RESPONSE },
        }
    }

    /// The API key, required. It is wiped from memory when the backend goes, and shown nowhere.
    pub fn api_key(mut self, api_key: impl Into<String>) -> Self {
        self.api_key = Some(Zeroizing::new(api_key.into()));
        self
    }

    /// Where the server is (default: `https://api.cachekit.io`). [`build`](Self::build) checks it by the rules of
    /// [`validate_cachekitio_url`](super::url_validator::validate_cachekitio_url): hosts other than those of cachekit.io
    /// need [`allow_custom_host`](Self::allow_custom_host), a server on this machine needs
    /// [`allow_loopback`](Self::allow_loopback), and hosts in private networks are never reached.
    pub fn api_url(mut self, url: impl Into<String>) -> Self {
        self.api_url = url.into();
        self
    }

    /// Whether the API key may be sent to any host on the public internet (default: `false`).
    ///
    /// A decision of the program, not of its configuration: where the URL comes from outside, this is what keeps it from
    /// taking the key elsewhere. Names that resolve to private addresses are refused all the same, whenever they
    /// do so.
    pub fn allow_custom_host(mut self, allow: bool) -> Self {
        self.allowed.custom_host = allow;
        self
    }

    /// Whether `http://` and `https://` URLs of a literal loopback address (`127.0.0.0/8`, `[::1]`) are taken as well
    /// (default: `false`). For a development server on this machine, and for nothing else.
    pub fn allow_loopback(mut self, allow: bool) -> Self {
        self.allowed.loopback = allow;
        self
    }

    /// What the server is told of L1, asked on every request. Without it, the counts of the clients on this backend
    /// are reported.
    pub fn metrics_provider(mut self, provider: MetricsProvider) -> Self {
        self.metrics = Some(provider);
        self
    }

    /// How long a read may take, from connecting to the last byte of the answer (default: 5 seconds). The
    /// [`backend_timeout`](crate::CacheKitBuilder::backend_timeout) of a client applies besides.
    pub fn read_timeout(mut self, timeout: Duration) -> Self {
        self.limits.read = timeout;
        self
    }

    /// How long a write may take, from connecting to the last byte of the answer (default: 10 seconds); locks and new
    /// lifetimes are writes. The [`backend_timeout`](crate::CacheKitBuilder::backend_timeout) of a client applies
    /// besides, and is shorter unless it is raised.
    pub fn write_timeout(mut self, timeout: Duration) -> Self {
        self.limits.write = timeout;
        self
    }

    /// The most bytes of a value that are read (default: 25 MiB, the largest value that the server keeps). A larger
    /// answer is a permanent error, and ends the connection. It bounds the memory that one read can take; a
    /// client's [`max_payload_bytes`](crate::CacheKitBuilder::max_payload_bytes) with some 100 bytes more is enough.
    pub fn max_response_bytes(mut self, bytes: usize) -> Self {
        self.limits.response_bytes = bytes;
        self
    }

    /// The backend. Nothing is connected yet.
    ///
    /// # Errors
    /// [`CachekitError::Config`] when the API key is missing or no key, when the URL is not permitted, when a limit
    /// is zero, and when TLS cannot be set up. The text shows neither the key nor the URL.
    pub fn build(self) -> Result<CachekitIO, CachekitError> {
        let api_key = self.api_key.as_ref().map_or("", |key| key.as_str());
        check_api_key(api_key)?;
        if self.limits.read.is_zero() || self.limits.write.is_zero() || self.limits.response_bytes == 0 {
            return Err(config(
                "`read_timeout`, `write_timeout` and `max_response_bytes` of zero fail every call",
            ));
        }
        let url = url_validator::parse(&self.api_url, self.allowed)?;
        let base = url.as_str().trim_end_matches('/').to_owned();
        let transport =
            HttpTransport::new(base.clone(), api_key).map_err(|error| config(&error.to_string()))?;
        let api = Api::new(Box::new(transport), self.limits, Metrics::new(self.metrics));
        Ok(CachekitIO { api, api_url: base })
    }
}

fn check_api_key(api_key: &str) -> Result<(), CachekitError> {
    if api_key.is_empty() {
        return Err(config("no API key for cachekit.io; give one with `api_key(…)`"));
    }
    if api_key.len() > MAX_API_KEY || !api_key.bytes().all(|byte| byte.is_ascii_graphic()) {
        return Err(config(
            "the API key is no key: it has spaces, line breaks or other characters that no key has",
        ));
    }
    Ok(())
}

fn config(text: &str) -> CachekitError {
    CachekitError::Config(text.to_owned())
}

/// Without the API key and without the URL, which is not checked yet and may hold a password.
impl fmt::Debug for CachekitIOBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CachekitIOBuilder")
            .field("api_key", &self.api_key.as_ref().map(|_| "[REDACTED]"))
            .field("limits", &self.limits)
            .finish_non_exhaustive()
    }
}
