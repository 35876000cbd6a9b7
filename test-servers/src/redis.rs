//! A real Redis for one test.

use std::fs;
use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::Duration;

use tempfile::TempDir;

use crate::{Authority, cli};

/// How a [`RedisServer`] is started.
#[derive(Debug, Default)]
pub struct RedisOptions<'a> {
    /// Speaks TLS only, and asks clients for a certificate.
    pub tls: Option<&'a Authority>,
    /// Further words of the command line: `["--requirepass", "secret"]`.
    pub arguments: &'a [&'a str],
}

/// A Redis server of its own: a free port, a temporary directory, nothing persisted. It ends when this is dropped.
#[derive(Debug)]
pub struct RedisServer {
    process: Child,
    port: u16,
    arguments: Vec<String>,
    dir: TempDir,
    is_tls: bool,
}

impl RedisServer {
    /// Starts a server, and returns when it takes connections.
    pub fn start() -> Self {
        Self::with(&RedisOptions::default())
    }

    /// Starts a server with options, and returns when it takes connections.
    pub fn with(options: &RedisOptions<'_>) -> Self {
        // Between the choice of a port and the server's own bind somebody else can take it.
        (0..5).find_map(|_| Self::try_start(options)).expect("redis-server starts")
    }

    /// Where clients find it, without credentials.
    pub fn url(&self) -> String {
        let scheme = if self.is_tls { "rediss" } else { "redis" };
        format!("{scheme}://localhost:{}", self.port)
    }

    /// The port on 127.0.0.1.
    pub fn port(&self) -> u16 {
        self.port
    }

    /// Its unix socket, which it always has.
    pub fn socket(&self) -> PathBuf {
        self.dir.path().join("redis.sock")
    }

    /// What its own console answers to a command.
    pub fn ask(&self, words: &[&str]) -> String {
        cli::ask(self.port, words)
    }

    /// Ends it at once, as a crash would.
    pub fn kill(&mut self) {
        self.process.kill().expect("the server's own process");
        self.process.wait().expect("the server's own process");
    }

    /// Starts it again at the same port, with nothing in it.
    pub fn restart(&mut self) {
        self.process = spawn(&self.arguments);
        assert!(self.is_up(), "redis-server starts again at its port");
    }

    /// Stops it without ending it: connections stay open, and nothing answers.
    pub fn pause(&self) {
        self.signal("-STOP");
    }

    /// Lets it go on after [`pause`](Self::pause).
    pub fn resume(&self) {
        self.signal("-CONT");
    }

    fn signal(&self, signal: &str) {
        let status = Command::new("kill").args([signal, &self.process.id().to_string()]).status();
        assert!(status.expect("there is a `kill`").success(), "the server's own process takes {signal}");
    }

    fn try_start(options: &RedisOptions<'_>) -> Option<Self> {
        let dir = tempfile::tempdir().expect("a temporary directory");
        let port = free_port();
        let path = |name: &str| dir.path().join(name).display().to_string();
        let mut arguments: Vec<String> =
            ["--bind", "127.0.0.1", "--save", "", "--appendonly", "no", "--dir", &path(""), "--unixsocket"]
                .map(str::to_owned)
                .to_vec();
        arguments.push(path("redis.sock"));
        if let Some(authority) = options.tls {
            let (certificate, key) = &authority.server;
            for (name, text) in
                [("ca.pem", &authority.certificate), ("server.pem", certificate), ("server.key", key)]
            {
                fs::write(path(name), text).expect("a file in a temporary directory");
            }
            let [ca, certificate, key, port] =
                [path("ca.pem"), path("server.pem"), path("server.key"), port.to_string()];
            let words = ["--port", "0", "--tls-port", &port, "--tls-ca-cert-file", &ca].into_iter().chain([
                "--tls-cert-file",
                &certificate,
                "--tls-key-file",
                &key,
            ]);
            arguments.extend(words.map(str::to_owned));
        } else {
            arguments.extend(["--port".to_owned(), port.to_string()]);
        }
        arguments.extend(options.arguments.iter().map(|&word| word.to_owned()));
        let process = spawn(&arguments);
        let mut started = Self { process, port, arguments, dir, is_tls: options.tls.is_some() };
        started.is_up().then_some(started)
    }

    /// Waits until the server takes connections; `false` when it ended instead.
    fn is_up(&mut self) -> bool {
        for _ in 0..1_000 {
            if !matches!(self.process.try_wait(), Ok(None)) {
                return false;
            }
            if self.answers() {
                return true;
            }
            thread::sleep(Duration::from_millis(10));
        }
        false
    }

    /// Whether it says anything to a `PING`, be it that it wants a password; of TLS, whether it takes a connection.
    fn answers(&self) -> bool {
        let Ok(mut connection) = TcpStream::connect(("127.0.0.1", self.port)) else { return false };
        let mut answer = [0; 1];
        self.is_tls
            || (connection.set_read_timeout(Some(Duration::from_secs(1))).is_ok()
                && connection.write_all(b"PING\r\n").is_ok()
                && connection.read_exact(&mut answer).is_ok())
    }
}

impl Drop for RedisServer {
    fn drop(&mut self) {
        // It may have ended by itself; there is nothing to save either way.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

fn spawn(arguments: &[String]) -> Child {
    Command::new("redis-server")
        .args(arguments)
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .expect("there is a redis-server: `make setup` brings it")
}

pub(crate) fn free_port() -> u16 {
    let listener = TcpListener::bind(("127.0.0.1", 0)).expect("a free port");
    listener.local_addr().expect("a bound socket has an address").port()
}
