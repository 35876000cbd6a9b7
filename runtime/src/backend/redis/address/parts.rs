//! A URL with several hosts, taken apart into URLs with one.

use redis::ConnectionInfo;

use super::{config, logged_in, unreadable};
use crate::error::CachekitError;

/// The port of a sentinel that none is given for. A node of a cluster listens where every server does.
const SENTINEL_PORT: u16 = 26_379;

/// `scheme://[user[:password]@]host[:port][,host[:port]]…[/database][?word=value[&word=value]…]`
pub(super) struct Parts<'a> {
    /// `redis` or `rediss`.
    scheme: &'static str,
    /// With the `@`; empty: nobody logs in.
    user: &'a str,
    hosts: Vec<&'a str>,
    default_port: Option<u16>,
    /// With the `/`, or empty.
    database: &'a str,
    service: Option<String>,
    sentinel_user: Option<String>,
    sentinel_password: Option<String>,
}

impl<'a> Parts<'a> {
    /// # Errors
    /// [`CachekitError::Config`] when there is no host, and for words that mean nothing here.
    pub(super) fn of(url: &'a str, is_tls: bool) -> Result<Self, CachekitError> {
        let (scheme, rest) = url.split_once("://").ok_or_else(unreadable)?;
        let (place, words) = rest.split_once('?').unwrap_or((rest, ""));
        let (authority, database) = place.split_at(place.find('/').unwrap_or(place.len()));
        let (user, hosts) = authority.split_at(authority.rfind('@').map_or(0, |at| at + 1));
        let mut parts = Self {
            scheme: if is_tls { "rediss" } else { "redis" },
            user,
            hosts: hosts.split(',').collect(),
            default_port: scheme.ends_with("-sentinel").then_some(SENTINEL_PORT),
            database: if database == "/" { "" } else { database },
            service: None,
            sentinel_user: None,
            sentinel_password: None,
        };
        for word in words.split('&').filter(|word| !word.is_empty()) {
            parts.take(word)?;
        }
        if parts.hosts.iter().any(|host| host.is_empty()) {
            return Err(unreadable());
        }
        Ok(parts)
    }

    fn take(&mut self, word: &'a str) -> Result<(), CachekitError> {
        let (name, value) = word.split_once('=').unwrap_or((word, ""));
        match name {
            "node" => self.hosts.push(value),
            "sentinelServiceName" => self.service = Some(decoded(value)?),
            "sentinelUsername" => self.sentinel_user = Some(decoded(value)?),
            "sentinelPassword" => self.sentinel_password = Some(decoded(value)?),
            _ => {
                return Err(config(
                    "the words after `?` are `node`, and of sentinels `sentinelServiceName`, `sentinelUsername` and \
                     `sentinelPassword`",
                ));
            }
        }
        Ok(())
    }

    /// One URL for each host.
    pub(super) fn urls(&self) -> impl Iterator<Item = String> + '_ {
        self.hosts.iter().map(|host| {
            // An IPv6 address has colons of its own, inside of brackets.
            let has_port = host.rfind(':').is_some_and(|colon| !host[colon..].contains(']'));
            let port =
                self.default_port.filter(|_| !has_port).map_or_else(String::new, |port| format!(":{port}"));
            format!("{}://{}{host}{port}{}", self.scheme, self.user, self.database)
        })
    }

    pub(super) fn refuse_sentinel_words(&self) -> Result<(), CachekitError> {
        match (&self.service, &self.sentinel_user, &self.sentinel_password) {
            (None, None, None) => Ok(()),
            _ => {
                Err(config("a cluster has no sentinels; leave their words out, or write `redis-sentinel://`"))
            }
        }
    }

    /// Other clients have the primary's name where ours have the number of a database.
    ///
    /// # Errors
    /// [`CachekitError::Config`].
    pub(super) fn refuse_name_as_path(&self) -> Result<(), CachekitError> {
        if self.database.bytes().skip(1).all(|byte| byte.is_ascii_digit()) {
            return Ok(());
        }
        Err(config(
            "what follows the hosts is the number of a database; the name of the primary is a word of its own, as in \
             `?sentinelServiceName=mymaster`",
        ))
    }

    /// # Errors
    /// [`CachekitError::Config`] when the URL does not say it.
    pub(super) fn service(&self) -> Result<String, CachekitError> {
        self.service.clone().filter(|service| !service.is_empty()).ok_or_else(|| {
            config("sentinels know a primary by its name; add `?sentinelServiceName=…`, such as `mymaster`")
        })
    }

    /// A sentinel has users of its own, and no databases.
    pub(super) fn as_sentinel(&self, host: ConnectionInfo) -> ConnectionInfo {
        host.set_redis_settings(logged_in(self.sentinel_user.as_deref(), self.sentinel_password.as_deref()))
    }
}

fn decoded(text: &str) -> Result<String, CachekitError> {
    let decoded = percent_encoding::percent_decode_str(text).decode_utf8();
    decoded.map(std::borrow::Cow::into_owned).map_err(|_| unreadable())
}
