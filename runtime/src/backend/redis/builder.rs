//! How a [`RedisBackend`] is set up.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use super::RedisBackend;
use super::address::{Address, Certificates};
use super::deployment::Deployment;
use crate::backend::link::Limits;
use crate::error::CachekitError;

/// Sets up a [`RedisBackend`].
#[must_use = "a builder does nothing until `build`"]
pub struct RedisBackendBuilder {
    url: Option<String>,
    certificates: Certificates,
    limits: Limits,
}

impl RedisBackendBuilder {
    pub(super) fn new() -> Self {
        Self {
            url: None,
            certificates: Certificates::default(),
            limits: Limits { connect: Duration::from_secs(5), command: Duration::from_secs(2) },
        }
    }

    /// Where it is. Required.
    ///
    /// | what | URL |
    /// |---|---|
    /// | a server | `redis://[user[:password]@]host[:port][/database]` |
    /// | at a unix socket | `redis+unix:///path[?db=number]` |
    /// | a cluster, by some of its nodes | `redis-cluster://[user[:password]@]host[:port][,host[:port]]…` |
    /// | the primary that sentinels name | `redis-sentinel://[user[:password]@]host[:port][,host[:port]]…[/database]?sentinelServiceName=name` |
    ///
    /// With `rediss`, `rediss-cluster` and `rediss-sentinel` over TLS (feature `redis-tls`). Further hosts can be written
    /// as `node=host:port` after the `?`, too. Sentinels with a log-in of their own have it in `sentinelUsername` and
    /// `sentinelPassword` there.
    ///
    /// Over TLS, the certificate of a node or primary has to be of the host by which the cluster or the sentinels name it.
    /// That is an address, unless they announce names (`cluster-preferred-endpoint-type hostname`, `sentinel
    /// announce-hostnames yes`).
    pub fn url(mut self, url: impl Into<String>) -> Self {
        self.url = Some(url.into());
        self
    }

    /// How long an attempt to connect may take, TLS, log-in and the search for a primary included. Default: 5 seconds.
    pub fn connect_timeout(mut self, timeout: Duration) -> Self {
        self.limits.connect = timeout;
        self
    }

    /// How long a call may take, and with it the wait for a connection that is being made. Default: 2 seconds.
    ///
    /// A call that gets no answer in that time also gives the connection up: the next one makes another, since a
    /// connection can be dead without a sign of it.
    pub fn command_timeout(mut self, timeout: Duration) -> Self {
        self.limits.command = timeout;
        self
    }

    /// The certificates to trust, as PEM, in place of those that this machine trusts. For `rediss://`.
    #[cfg(feature = "redis-tls")]
    pub fn root_certificates(mut self, pem: impl Into<Vec<u8>>) -> Self {
        self.certificates.roots = Some(pem.into());
        self
    }

    /// A certificate and its key, as PEM, for servers that ask clients for theirs. For `rediss://`.
    #[cfg(feature = "redis-tls")]
    pub fn client_certificate(mut self, certificate: impl Into<Vec<u8>>, key: impl Into<Vec<u8>>) -> Self {
        self.certificates.client = Some((certificate.into(), key.into()));
        self
    }

    /// The backend. Nothing is connected yet.
    ///
    /// # Errors
    /// [`CachekitError::Config`] when the URL is missing or none of a Redis server, a certificate cannot be read, or a
    /// limit of time is zero.
    pub fn build(self) -> Result<RedisBackend, CachekitError> {
        let Some(url) = self.url else {
            return Err(CachekitError::Config("no server; call `url(\"redis://…\")`".to_owned()));
        };
        let limits = self.limits.checked()?;
        let address = Address::of(&url, &self.certificates)?;
        let deployment = Deployment::new(address, limits)
            .ok_or_else(|| CachekitError::Config("the URL names no node of the cluster".to_owned()))?;
        Ok(RedisBackend { deployment: Arc::new(deployment), limits })
    }
}

/// Without the URL and the certificates.
impl fmt::Debug for RedisBackendBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RedisBackendBuilder").field("limits", &self.limits).finish_non_exhaustive()
    }
}
