//! A real Redis for one test.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::path::PathBuf;
use std::time::Duration;

use tempfile::TempDir;

use crate::Tls;
use crate::cli::Console;
use crate::process::{ServerProcess, free_port};
use crate::tls::TlsFiles;

/// How a [`RedisServer`] is started, or each node of a [`RedisCluster`](crate::RedisCluster).
#[derive(Debug, Default)]
pub struct RedisOptions<'a> {
    /// Speaks TLS only.
    pub tls: Option<Tls<'a>>,
    /// Further words of the command line: `["--requirepass", "secret"]`.
    pub arguments: &'a [&'a str],
}

/// A Redis server of its own: a free port, a temporary directory, nothing persisted. It ends when this is dropped.
#[derive(Debug)]
pub struct RedisServer {
    process: ServerProcess,
    port: u16,
    dir: TempDir,
    tls: Option<TlsFiles>,
}

impl RedisServer {
    /// Starts a server, and returns when it takes connections.
    pub fn start() -> Self {
        Self::with(&RedisOptions::default())
    }

    /// Starts a server with options, and returns when it takes connections.
    pub fn with(options: &RedisOptions<'_>) -> Self {
        Self::with_files(options.tls.map(TlsFiles::write).as_ref(), options.arguments)
    }

    /// As [`with`](Self::with), with certificates that other servers have, too.
    pub(crate) fn with_files(tls: Option<&TlsFiles>, arguments: &[&str]) -> Self {
        // Between the choice of a port and the server's own bind somebody else can take it.
        (0..5).find_map(|_| Self::try_start(tls, arguments)).expect("redis-server starts")
    }

    /// Where clients find it, without credentials.
    pub fn url(&self) -> String {
        let scheme = if self.tls.is_some() { "rediss" } else { "redis" };
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
        Console::at(self.port, self.tls.as_ref()).ask(words)
    }

    /// Ends it at once, as a crash would.
    pub fn kill(&mut self) {
        self.process.kill();
    }

    /// Starts it again at the same port, with nothing in it.
    pub fn restart(&mut self) {
        let (port, is_tls) = (self.port, self.tls.is_some());
        self.process.restart(|| answers(port, is_tls));
    }

    /// Stops it without ending it: connections stay open, and nothing answers.
    pub fn pause(&self) {
        self.process.pause();
    }

    /// Lets it go on after [`pause`](Self::pause).
    pub fn resume(&self) {
        self.process.resume();
    }

    fn try_start(tls: Option<&TlsFiles>, more: &[&str]) -> Option<Self> {
        let dir = tempfile::tempdir().expect("a temporary directory");
        let port = free_port();
        let path = |name: &str| dir.path().join(name).display().to_string();
        let mut arguments: Vec<String> =
            ["--bind", "127.0.0.1", "--save", "", "--appendonly", "no", "--dir", &path(""), "--unixsocket"]
                .map(str::to_owned)
                .to_vec();
        arguments.push(path("redis.sock"));
        let place = tls.map_or_else(|| vec![("port", port.to_string())], |tls| tls.settings(port));
        arguments.extend(place.into_iter().flat_map(|(name, value)| [format!("--{name}"), value]));
        arguments.extend(more.iter().map(|&word| word.to_owned()));
        let process = ServerProcess::start("redis-server", arguments, || answers(port, tls.is_some()))?;
        Some(Self { process, port, dir, tls: tls.cloned() })
    }
}

/// Whether it says anything to a `PING`, be it that it wants a password; of TLS, whether it takes a connection.
fn answers(port: u16, is_tls: bool) -> bool {
    let Ok(mut connection) = TcpStream::connect(("127.0.0.1", port)) else { return false };
    let mut answer = [0; 1];
    is_tls
        || (connection.set_read_timeout(Some(Duration::from_secs(1))).is_ok()
            && connection.write_all(b"PING\r\n").is_ok()
            && connection.read_exact(&mut answer).is_ok())
}
