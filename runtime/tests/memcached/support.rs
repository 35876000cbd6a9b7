//! Backends for these tests, and another client beside them.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::time::Duration;

use cachekit::backend::memcached::{MemcachedBackend, MemcachedBackendBuilder};
use cachekit_test_servers::MemcachedServer;
pub(crate) use cachekit_test_servers::{recovers, within};

pub(crate) use crate::errors::{KEY, assert_refused};

/// Long enough for a server on a busy machine, short enough to wait for.
pub(crate) const LIMIT: Duration = Duration::from_millis(400);

/// The longest pause between two attempts to connect, and one attempt.
pub(crate) const RECOVERY: Duration = Duration::from_secs(4);

/// What a server counts as connections before there is a backend: the port itself, the check that it is up, and the one
/// that asks.
pub(crate) const OTHERS: u64 = 3;

pub(crate) const VALUE: &[u8] = b"\x00a value\r\nthat is nobody's business\xff";

pub(crate) fn builder(url: impl Into<String>) -> MemcachedBackendBuilder {
    MemcachedBackend::builder().url(url)
}

pub(crate) fn backend(server: &MemcachedServer) -> MemcachedBackend {
    // Not what is tested, and other tests keep the machine busy.
    builder(server.url()).command_timeout(Duration::from_secs(5)).build().unwrap()
}

/// A backend that does not wait for long.
pub(crate) fn impatient(url: impl Into<String>) -> MemcachedBackend {
    builder(url).connect_timeout(LIMIT).command_timeout(LIMIT).build().unwrap()
}

/// A server with a backend on it.
pub(crate) fn start() -> (MemcachedServer, MemcachedBackend) {
    let server = MemcachedServer::start();
    let backend = backend(&server);
    (server, backend)
}

/// What another client is told, to the byte.
pub(crate) struct Other(BufReader<TcpStream>);

impl Other {
    pub(crate) fn of(server: &MemcachedServer) -> Self {
        let connection = TcpStream::connect(("127.0.0.1", server.port())).unwrap();
        connection.set_read_timeout(Some(Duration::from_secs(5))).unwrap();
        Self(BufReader::new(connection))
    }

    /// The answer to a command, of one line and without its end.
    pub(crate) fn ask(&mut self, command: &str) -> String {
        self.0.get_mut().write_all(format!("{command}\r\n").as_bytes()).unwrap();
        self.line()
    }

    /// The head of an entry, and its bytes.
    pub(crate) fn get(&mut self, key: &str) -> Option<(String, Vec<u8>)> {
        let head = self.ask(&format!("get {key}"));
        if head == "END" {
            return None;
        }
        let length: usize = head.rsplit(' ').next().unwrap().parse().unwrap();
        let mut bytes = vec![0; length + 2];
        self.0.read_exact(&mut bytes).unwrap();
        bytes.truncate(length);
        assert_eq!(self.line(), "END");
        Some((head, bytes))
    }

    pub(crate) fn set(&mut self, key: &str, value: &str) {
        assert_eq!(self.ask(&format!("set {key} 7 0 {}\r\n{value}", value.len())), "STORED");
    }

    /// What is left to an entry, in seconds; -1: it has no end.
    pub(crate) fn seconds_left(&mut self, key: &str) -> i64 {
        self.ask(&format!("mg {key} t")).strip_prefix("HD t").unwrap().parse().unwrap()
    }

    /// What the server counts.
    pub(crate) fn stat(&mut self, name: &str) -> u64 {
        let mut line = self.ask("stats");
        let mut found = None;
        while line != "END" {
            if let Some(value) = line.strip_prefix(&format!("STAT {name} ")) {
                found = Some(value.parse().unwrap());
            }
            line = self.line();
        }
        found.unwrap()
    }

    fn line(&mut self) -> String {
        let mut line = String::new();
        self.0.read_line(&mut line).unwrap();
        line.trim_end_matches("\r\n").to_owned()
    }
}
