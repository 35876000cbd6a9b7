//! Where the servers are: a URL, and what it may be.

use std::net::Ipv6Addr;
use std::path::PathBuf;

use crate::error::CachekitError;

/// Where one server is.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) enum Address {
    Tcp { host: String, port: u16 },
    Unix(PathBuf),
}

const DEFAULT_PORT: u16 = 11211;

const SCHEMES: &str = "the URL of memcached servers begins with `memcache://` or `memcache+unix://`";

const HOSTS: &str = "the servers cannot be read; they are `memcache://host[:port]`, several of them with a comma \
                     between, and an IPv6 address in brackets";

impl Address {
    /// By this name it is known to the choice of a key's server, as other clients name it.
    pub(super) fn name(&self) -> String {
        match self {
            Self::Tcp { host, port } => format!("{host}:{port}"),
            Self::Unix(path) => path.display().to_string(),
        }
    }
}

/// The servers of a URL, each once.
///
/// # Errors
/// [`CachekitError::Config`]; no message repeats the URL, since a password can stand in it.
pub(super) fn parse(url: &str) -> Result<Vec<Address>, CachekitError> {
    match url.split_once("://") {
        Some(("memcache" | "memcached", hosts)) => hosts_of(hosts),
        Some(("memcache+unix" | "memcached+unix", path)) => socket(path).map(|socket| vec![socket]),
        _ => Err(refused(SCHEMES)),
    }
}

fn hosts_of(hosts: &str) -> Result<Vec<Address>, CachekitError> {
    if hosts.contains('@') {
        return Err(refused("there is a user before the host; memcached servers are used without a log-in"));
    }
    let mut servers = Vec::new();
    for host in hosts.strip_suffix('/').unwrap_or(hosts).split(',') {
        let server = host_and_port(host).ok_or_else(|| refused(HOSTS))?;
        if !servers.contains(&server) {
            servers.push(server);
        }
    }
    Ok(servers)
}

fn host_and_port(text: &str) -> Option<Address> {
    let (host, port) = match text.strip_prefix('[') {
        Some(rest) => {
            let (host, port) = rest.split_once(']')?;
            host.parse::<Ipv6Addr>().ok()?;
            (host, if port.is_empty() { None } else { Some(port.strip_prefix(':')?) })
        }
        None => match text.split_once(':') {
            Some((host, port)) => (host, Some(port)),
            None => (text, None),
        },
    };
    let is_name = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-' | b'_');
    if !text.starts_with('[') && (host.is_empty() || !host.bytes().all(is_name)) {
        return None;
    }
    let port = match port {
        // `+1` would be read as a number, too.
        Some(port) if port.bytes().all(|byte| byte.is_ascii_digit()) => port.parse().ok()?,
        Some(_) => return None,
        None => DEFAULT_PORT,
    };
    (port != 0).then(|| Address::Tcp { host: host.to_owned(), port })
}

fn socket(path: &str) -> Result<Address, CachekitError> {
    if !cfg!(unix) {
        return Err(refused("there are no unix sockets on this machine; write `memcache://`"));
    }
    // Read as a file's URL is, so that both mean the same path.
    let path = format!("file://{path}");
    let url = url::Url::parse(&path).ok().filter(|url| url.query().is_none() && url.fragment().is_none());
    let path = url.filter(|_| path.starts_with("file:///")).and_then(|url| url.to_file_path().ok());
    path.map(Address::Unix).ok_or_else(|| {
        refused(
            "`memcache+unix://` is followed by an absolute path, as in `memcache+unix:///run/memcached.sock`",
        )
    })
}

fn refused(message: &str) -> CachekitError {
    CachekitError::Config(message.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(url: &str) -> Vec<String> {
        parse(url).unwrap().iter().map(Address::name).collect()
    }

    fn refusal(url: &str) -> String {
        parse(url).unwrap_err().to_string()
    }

    #[test]
    fn servers_are_named_by_urls() {
        assert_eq!(names("memcache://localhost"), ["localhost:11211"]);
        assert_eq!(names("memcached://cache.example:7000/"), ["cache.example:7000"]);
        assert_eq!(names("memcache://a:1,b,c_1:011211"), ["a:1", "b:11211", "c_1:11211"]);
        assert_eq!(names("memcache://[::1],[fe80::2]:7"), ["::1:11211", "fe80::2:7"]);
    }

    #[test]
    fn a_server_that_is_named_twice_is_one() {
        assert_eq!(names("memcache://a,b:7,a:11211,B:7"), ["a:11211", "b:7", "B:7"]);
    }

    #[cfg(unix)]
    #[test]
    fn sockets_are_paths() {
        assert_eq!(names("memcache+unix:///run/a%20b.sock"), ["/run/a b.sock"]);
        for url in ["memcache+unix://run/m.sock", "memcache+unix://", "memcache+unix:///m?db=1"] {
            assert!(refusal(url).contains("absolute path"), "{url}");
        }
    }

    #[test]
    fn what_is_no_memcached_is_refused() {
        for url in ["", "localhost:11211", "redis://localhost", "memcache:localhost", "Memcache://a"] {
            assert!(refusal(url).contains("begins with `memcache://`"), "{url}");
        }
        for url in [
            "memcache://",
            "memcache://a,,b",
            "memcache://a:0",
            "memcache://a:65536",
            "memcache://a:+1",
            "memcache://a:",
            "memcache://::1",
            "memcache://[::1]1",
            "memcache://[a]:1",
            "memcache://a b",
            "memcache://a/0",
            "memcache://a?b",
            "memcache://bücher",
        ] {
            assert!(refusal(url).contains("cannot be read"), "{url}");
        }
    }

    #[test]
    fn no_message_shows_a_password() {
        for url in ["memcache://me:hunter2@localhost", "memcach://me:hunter2@a", "memcache://hunter2 "] {
            assert!(!refusal(url).contains("hunter2"), "{url}");
        }
        assert!(refusal("memcache://me:hunter2@localhost").contains("log-in"));
    }
}
