//! A real memcached for one test.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::os::unix::net::UnixStream;
use std::path::{Path, PathBuf};
use std::time::Duration;

use tempfile::TempDir;

use crate::process::{ServerProcess, free_port};

/// A memcached server of its own, on a free port or a unix socket. It ends when this is dropped.
#[derive(Debug)]
pub struct MemcachedServer {
    process: ServerProcess,
    at: At,
}

#[derive(Debug)]
enum At {
    Port(u16),
    Socket { path: PathBuf, _dir: TempDir },
}

impl MemcachedServer {
    /// Starts a server, and returns when it takes connections.
    pub fn start() -> Self {
        Self::with(&[])
    }

    /// Starts a server with further words of the command line, such as `["-I", "2m"]`.
    pub fn with(arguments: &[&str]) -> Self {
        // Between the choice of a port and the server's own bind somebody else can take it.
        (0..5).find_map(|_| Self::try_start(At::Port(free_port()), arguments)).expect("memcached starts")
    }

    /// Starts a server at a unix socket, and nowhere else.
    pub fn on_socket() -> Self {
        let dir = tempfile::tempdir().expect("a temporary directory");
        let path = dir.path().join("memcached.sock");
        Self::try_start(At::Socket { path, _dir: dir }, &[]).expect("memcached starts")
    }

    /// Where clients find it.
    pub fn url(&self) -> String {
        match &self.at {
            At::Port(_) => format!("memcache://{}", self.address()),
            At::Socket { path, .. } => format!("memcache+unix://{}", path.display()),
        }
    }

    /// Host and port, as lists of servers name it.
    pub fn address(&self) -> String {
        format!("127.0.0.1:{}", self.port())
    }

    /// The port on 127.0.0.1.
    pub fn port(&self) -> u16 {
        match self.at {
            At::Port(port) => port,
            At::Socket { .. } => panic!("a server at a unix socket has no port"),
        }
    }

    /// Ends it at once, as a crash would.
    pub fn kill(&mut self) {
        self.process.kill();
    }

    /// Starts it again at the same place, with nothing in it.
    pub fn restart(&mut self) {
        let at = &self.at;
        self.process.restart(|| at.answers());
    }

    /// Stops it without ending it: connections stay open, and nothing answers.
    pub fn pause(&self) {
        self.process.pause();
    }

    /// Lets it go on after [`pause`](Self::pause).
    pub fn resume(&self) {
        self.process.resume();
    }

    fn try_start(at: At, more: &[&str]) -> Option<Self> {
        // As root it asks whom to run as; it stays who started it.
        let mut arguments = vec!["-u".to_owned(), "root".to_owned()];
        let place = match &at {
            At::Port(port) => {
                ["-l", "127.0.0.1", "-U", "0", "-p", &port.to_string()].map(str::to_owned).to_vec()
            }
            At::Socket { path, .. } => vec!["-s".to_owned(), path.display().to_string()],
        };
        arguments.extend(place);
        arguments.extend(more.iter().map(|&word| word.to_owned()));
        let process = ServerProcess::start("memcached", arguments, || at.answers())?;
        Some(Self { process, at })
    }
}

impl At {
    /// Whether it says anything to a question for its version, be it that it wants a log-in.
    fn answers(&self) -> bool {
        match self {
            Self::Port(port) => TcpStream::connect(("127.0.0.1", *port)).is_ok_and(|connection| {
                connection.set_read_timeout(Some(Duration::from_secs(1))).is_ok() && says_anything(connection)
            }),
            Self::Socket { path, .. } => connect(path).is_some_and(says_anything),
        }
    }
}

fn connect(path: &Path) -> Option<UnixStream> {
    let connection = UnixStream::connect(path).ok()?;
    connection.set_read_timeout(Some(Duration::from_secs(1))).ok()?;
    Some(connection)
}

fn says_anything(mut connection: impl Read + Write) -> bool {
    connection.write_all(b"version\r\n").is_ok() && connection.read_exact(&mut [0; 1]).is_ok()
}
