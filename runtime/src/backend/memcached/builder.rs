//! How a [`MemcachedBackend`] is set up.

use std::fmt;
use std::time::Duration;

use super::MemcachedBackend;
use super::address;
use super::servers::Servers;
use crate::backend::link::Limits;
use crate::error::CachekitError;

/// Sets up a [`MemcachedBackend`].
#[must_use = "a builder does nothing until `build`"]
pub struct MemcachedBackendBuilder {
    url: Option<String>,
    limits: Limits,
    max_item_bytes: usize,
}

impl MemcachedBackendBuilder {
    pub(super) fn new() -> Self {
        Self {
            url: None,
            limits: Limits { connect: Duration::from_secs(2), command: Duration::from_secs(1) },
            max_item_bytes: 1024 * 1024,
        }
    }

    /// The servers: `memcache://host[:port]`, several of them with a comma between (`memcache://a:11211,b:11211`), or
    /// `memcache+unix:///path` for a unix socket. The port is 11211 where there is none; `memcached` is the same as
    /// `memcache`. Required.
    ///
    /// Clients that share entries have to name the servers alike: a key's server is chosen by these names, so
    /// `localhost` and `127.0.0.1` are two. In which order they are listed does not matter.
    pub fn url(mut self, url: impl Into<String>) -> Self {
        self.url = Some(url.into());
        self
    }

    /// How long an attempt to connect may take. Default: 2 seconds.
    pub fn connect_timeout(mut self, timeout: Duration) -> Self {
        self.limits.connect = timeout;
        self
    }

    /// How long a call may take, and with it the wait for a connection that is being made. Default: 1 second.
    ///
    /// A call that gets no answer in that time also gives the connection up: the next one makes another, since a
    /// connection can be dead without a sign of it. In batches the limit is that of some hundred keys.
    pub fn command_timeout(mut self, timeout: Duration) -> Self {
        self.limits.command = timeout;
        self
    }

    /// The most bytes of a value: larger ones are refused before they are sent, and are an error where a server has
    /// one. Default: 1 MiB, as servers are set up by default. 0: as large as the server takes.
    ///
    /// To raise it, raise the server's option `-I`, too.
    pub fn max_item_bytes(mut self, bytes: usize) -> Self {
        self.max_item_bytes = bytes;
        self
    }

    /// The backend. Nothing is connected yet.
    ///
    /// # Errors
    /// [`CachekitError::Config`] when the URL is missing or none of memcached servers, or a limit of time is zero.
    pub fn build(self) -> Result<MemcachedBackend, CachekitError> {
        let Some(url) = self.url else {
            return Err(CachekitError::Config("no server; call `url(\"memcache://…\")`".to_owned()));
        };
        let servers = Servers::new(address::parse(&url)?, self.limits.checked()?);
        Ok(MemcachedBackend { servers, max_item_bytes: self.max_item_bytes })
    }
}

/// Without the URL.
impl fmt::Debug for MemcachedBackendBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("MemcachedBackendBuilder")
            .field("limits", &self.limits)
            .field("max_item_bytes", &self.max_item_bytes)
            .finish_non_exhaustive()
    }
}
