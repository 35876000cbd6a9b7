//! A real Redis for one test.

use std::io::Read;
use std::net::TcpListener;
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::Duration;

use tempfile::TempDir;

/// A Redis server of its own: a free port, a temporary directory, nothing persisted. It ends when this is dropped.
#[derive(Debug)]
pub struct RedisServer {
    server: Child,
    port: u16,
    _dir: TempDir,
}

impl RedisServer {
    /// Starts a server, and returns when it takes commands.
    ///
    /// # Panics
    /// When there is no `redis-server`, or it does not start.
    pub fn start() -> Self {
        // Between the choice of a port and the server's own bind somebody else can take it.
        (0..5).find_map(|_| Self::try_start(free_port())).expect("redis-server starts")
    }

    /// Where clients find it.
    pub fn url(&self) -> String {
        format!("redis://127.0.0.1:{}", self.port)
    }

    fn try_start(port: u16) -> Option<Self> {
        let dir = tempfile::tempdir().expect("a temporary directory");
        let server = Command::new("redis-server")
            .args([
                "--bind",
                "127.0.0.1",
                "--port",
                &port.to_string(),
                "--save",
                "",
                "--appendonly",
                "no",
                "--dir",
            ])
            .arg(dir.path())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("there is a redis-server: `scripts/setup-exchange` brings it");
        let mut started = Self { server, port, _dir: dir };
        started.answers().then_some(started)
    }

    /// Waits until the server that was started answers; `false` when it ended instead.
    fn answers(&mut self) -> bool {
        for _ in 0..1_000 {
            if !matches!(self.server.try_wait(), Ok(None)) {
                return false;
            }
            if self.ping() {
                return true;
            }
            thread::sleep(Duration::from_millis(10));
        }
        false
    }

    fn ping(&self) -> bool {
        use std::io::Write;
        let Ok(mut connection) = std::net::TcpStream::connect(("127.0.0.1", self.port)) else { return false };
        let mut answer = [0; 5];
        connection.set_read_timeout(Some(Duration::from_secs(1))).is_ok()
            && connection.write_all(b"PING\r\n").is_ok()
            && connection.read_exact(&mut answer).is_ok()
            && answer == *b"+PONG"
    }
}

impl Drop for RedisServer {
    fn drop(&mut self) {
        // It may have ended by itself; there is nothing to save either way.
        let _ = self.server.kill();
        let _ = self.server.wait();
    }
}

fn free_port() -> u16 {
    let listener = TcpListener::bind(("127.0.0.1", 0)).expect("a free port");
    listener.local_addr().expect("a bound socket has an address").port()
}
