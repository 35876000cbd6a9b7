//! Where the server is, or the servers are: a URL, and what it may be.
//!
//! | scheme, over TLS | what is there |
//! |---|---|
//! | `redis`, `rediss` | one server |
//! | `redis+unix`, `unix` | one server at a unix socket |
//! | `redis-cluster`, `rediss-cluster` | some of the nodes of a cluster |
//! | `redis-sentinel`, `rediss-sentinel` | the sentinels that know a primary |
//!
//! The forms with several hosts are those of the other clients: `host:port,host:port`, and `?node=host:port` for each
//! further one.

mod parts;
mod tls;

use redis::{ConnectionAddr, ConnectionInfo, IntoConnectionInfo, RedisConnectionInfo};

use self::parts::Parts;
pub(super) use self::tls::Certificates;
use self::tls::Transport;
use crate::error::CachekitError;

/// Where to connect to, and as whom.
#[derive(Debug)]
pub(super) enum Address {
    Server(ConnectionInfo),
    /// Nodes of a cluster, at least one.
    Cluster(Vec<ConnectionInfo>),
    Sentinels(SentinelAddress),
}

/// A primary that sentinels know.
pub(super) struct SentinelAddress {
    /// At least one.
    pub(super) sentinels: Vec<ConnectionInfo>,
    /// What they call it.
    pub(super) service: String,
    /// The primary itself, but for its host and port.
    pub(super) server: ConnectionInfo,
}

/// The kinds of a scheme.
enum Kind {
    Server,
    Cluster,
    Sentinels,
}

impl Address {
    /// What a URL says. Nothing is connected.
    ///
    /// # Errors
    /// [`CachekitError::Config`]; no message repeats the URL, since a password can stand in it.
    pub(super) fn of(url: &str, certificates: &Certificates) -> Result<Self, CachekitError> {
        let scheme = url.split_once("://").map_or("", |(scheme, _)| scheme);
        let (kind, is_tls) = match scheme {
            "redis" | "redis+unix" | "unix" => (Kind::Server, false),
            "rediss" => (Kind::Server, true),
            "redis-cluster" => (Kind::Cluster, false),
            "rediss-cluster" => (Kind::Cluster, true),
            "redis-sentinel" => (Kind::Sentinels, false),
            "rediss-sentinel" => (Kind::Sentinels, true),
            _ => return Err(no_scheme()),
        };
        let transport = Transport::of(is_tls)?;
        let server = |url: &str| transport.secure(connection(url)?, certificates);
        let parts = match kind {
            Kind::Server => return Ok(Self::Server(server(url)?)),
            Kind::Cluster | Kind::Sentinels => Parts::of(url, is_tls)?,
        };
        let hosts = || parts.urls().map(|url| server(&url)).collect::<Result<Vec<_>, _>>();
        match kind {
            Kind::Server | Kind::Cluster => {
                parts.refuse_sentinel_words()?;
                if hosts()?.iter().any(|node| node.redis_settings().db() != 0) {
                    return Err(config("a cluster has no databases; leave the number after the hosts out"));
                }
                Ok(Self::Cluster(hosts()?))
            }
            Kind::Sentinels => {
                parts.refuse_name_as_path()?;
                let sentinels = hosts()?;
                let [first, ..] = &sentinels[..] else { return Err(unreadable()) };
                let server = first.clone();
                let sentinels = sentinels.into_iter().map(|sentinel| parts.as_sentinel(sentinel)).collect();
                Ok(Self::Sentinels(SentinelAddress { sentinels, service: parts.service()?, server }))
            }
        }
    }
}

/// The same server elsewhere: another node of a cluster, the primary of the day.
pub(super) fn moved_to(server: &ConnectionInfo, host: &str, port: u16) -> ConnectionInfo {
    let host = host.to_owned();
    let addr = match server.addr() {
        ConnectionAddr::TcpTls { insecure, tls_params, .. } => {
            ConnectionAddr::TcpTls { host, port, insecure: *insecure, tls_params: tls_params.clone() }
        }
        _ => ConnectionAddr::Tcp(host, port),
    };
    server.clone().set_addr(addr)
}

fn connection(url: &str) -> Result<ConnectionInfo, CachekitError> {
    url.into_connection_info().map_err(|_| unreadable())
}

fn no_scheme() -> CachekitError {
    let (tls, feature) = if cfg!(feature = "redis-tls") {
        ("; over TLS `rediss://`, `rediss-cluster://` or `rediss-sentinel://`", "")
    } else {
        ("", ", and with the feature `redis-tls` also `rediss://`")
    };
    CachekitError::Config(format!(
        "the URL of a Redis server begins with `redis://`, `redis+unix://`, `redis-cluster://` or \
         `redis-sentinel://`{tls}{feature}"
    ))
}

fn unreadable() -> CachekitError {
    config(
        "the URL cannot be read; it is `redis://[user[:password]@]host[:port][/database]`, with several hosts after \
         one another for `redis-cluster://` and `redis-sentinel://`, and `%40` and the like for signs in user and \
         password that have a meaning in a URL",
    )
}

fn config(message: &str) -> CachekitError {
    CachekitError::Config(message.to_owned())
}

/// Who logs in, without what a primary has and a sentinel has not.
fn logged_in(user: Option<&str>, password: Option<&str>) -> RedisConnectionInfo {
    let mut settings = RedisConnectionInfo::default();
    if let Some(user) = user {
        settings = settings.set_username(user);
    }
    if let Some(password) = password {
        settings = settings.set_password(password);
    }
    settings
}

/// Without user and password.
impl std::fmt::Debug for SentinelAddress {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("SentinelAddress").field("sentinels", &self.sentinels.len()).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(url: &str) -> Result<Address, CachekitError> {
        Address::of(url, &Certificates::default())
    }

    fn refusal(url: &str) -> String {
        of(url).unwrap_err().to_string()
    }

    fn places(servers: &[ConnectionInfo]) -> Vec<String> {
        servers.iter().map(|server| server.addr().to_string()).collect()
    }

    #[test]
    fn servers_are_named_by_urls() {
        for url in [
            "redis://localhost",
            "redis://127.0.0.1:7000/3",
            "redis://user:p%40ss@[::1]:6379",
            "redis+unix:///run/redis.sock?db=2",
            "unix:///run/redis.sock",
        ] {
            assert!(matches!(of(url), Ok(Address::Server(_))), "{url}");
        }
    }

    #[test]
    fn nodes_of_a_cluster_follow_one_another_or_are_words() {
        for url in [
            "redis-cluster://me:p%40ss@one:7000,two:7001,[::1]:7002",
            "redis-cluster://me:p%40ss@one:7000?node=two:7001&node=[::1]:7002",
            "redis-cluster://me:p%40ss@one:7000,two:7001/?node=[::1]:7002",
        ] {
            let Ok(Address::Cluster(nodes)) = of(url) else { panic!("{url}") };
            assert_eq!(places(&nodes), ["one:7000", "two:7001", "::1:7002"], "{url}");
            assert!(nodes.iter().all(|node| node.redis_settings().password() == Some("p@ss")), "{url}");
        }
    }

    #[test]
    fn a_primary_has_a_name_that_sentinels_know() {
        let url =
            "redis-sentinel://me:secret@one:26379,two/3?sentinelServiceName=main&sentinelPassword=p%26q";
        let Ok(Address::Sentinels(address)) = of(url) else { panic!("{url}") };
        assert_eq!(places(&address.sentinels), ["one:26379", "two:26379"]);
        assert_eq!(address.service, "main");
        assert_eq!(address.server.redis_settings().db(), 3);
        assert_eq!(address.server.redis_settings().password(), Some("secret"));
        let sentinel = address.sentinels[0].redis_settings();
        assert_eq!((sentinel.username(), sentinel.password(), sentinel.db()), (None, Some("p&q"), 0));
        assert!(refusal("redis-sentinel://one").contains("add `?sentinelServiceName="));
        for url in [
            "redis-sentinel://one/main",
            "redis-sentinel://one/main/0",
            "redis-sentinel://one,two/main?node=three",
        ] {
            assert!(refusal(url).contains("`?sentinelServiceName=mymaster`"), "{url}");
        }
    }

    #[test]
    fn what_is_no_redis_is_refused() {
        for url in ["", "localhost:6379", "http://localhost", "redis-clusters://localhost"] {
            assert!(refusal(url).contains("begins with `redis://`"), "{url}");
        }
        for url in
            ["redis://localhost/many", "redis-cluster://", "redis-cluster://,", "redis-cluster://a,b:x"]
        {
            assert!(refusal(url).contains("cannot be read"), "{url}");
        }
    }

    #[test]
    fn words_that_mean_nothing_are_refused() {
        assert!(refusal("redis-cluster://one?nodes=two").contains("`node`"));
        assert!(refusal("redis-cluster://one?sentinelServiceName=main").contains("sentinels"));
        assert!(refusal("redis-cluster://one/2").contains("no databases"));
    }

    #[test]
    fn no_message_shows_a_password() {
        for url in [
            "rdis://me:hunter2@localhost",
            "redis://me:hunter2@local host",
            "redis://me:hunter2@h/x",
            "redis-cluster://me:hunter2@h/x",
            "redis-sentinel://me:hunter2@h?sentinelPassword=hunter2",
            "redis-sentinel://me@h/hunter2",
            "redis-cluster://h?hunter2=1",
        ] {
            assert!(!refusal(url).contains("hunter2"), "{url}");
        }
    }

    #[test]
    fn certificates_need_tls() {
        let certificates = || Certificates { roots: Some(Vec::new()), client: None };
        for url in ["redis://localhost", "redis-cluster://localhost"] {
            let error = Address::of(url, &certificates()).unwrap_err().to_string();
            assert!(error.contains("write `rediss"), "{error}");
        }
    }

    #[test]
    fn tls_is_never_left_out() {
        for url in
            ["rediss://localhost", "rediss-cluster://localhost", "rediss-sentinel://l?sentinelServiceName=m"]
        {
            if cfg!(feature = "redis-tls") {
                let servers = match of(url).unwrap() {
                    Address::Server(server) => vec![server],
                    Address::Cluster(nodes) => nodes,
                    Address::Sentinels(address) => [address.sentinels, vec![address.server]].concat(),
                };
                for server in servers {
                    let server = moved_to(&server, "elsewhere", 1);
                    assert!(matches!(server.addr(), ConnectionAddr::TcpTls { insecure: false, .. }), "{url}");
                }
                let garbage = Certificates { roots: Some(b"no PEM".to_vec()), client: None };
                assert!(Address::of(url, &garbage).is_err());
            } else {
                assert!(refusal(url).contains("feature `redis-tls`"));
            }
        }
    }
}
