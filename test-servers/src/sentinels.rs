//! A real primary with replicas and the sentinels that watch it, for one test.

use std::fs;

use tempfile::TempDir;

use crate::cli::{Console, wait_until};
use crate::process::{ServerProcess, free_port};
use crate::tls::TlsFiles;
use crate::{RedisServer, Tls};

/// A primary with one replica, and three sentinels that call it [`SERVICE`](Self::SERVICE). They end when this is
/// dropped.
#[derive(Debug)]
pub struct RedisSentinels {
    servers: Vec<RedisServer>,
    sentinels: Vec<Sentinel>,
    is_tls: bool,
}

#[derive(Debug)]
struct Sentinel {
    process: ServerProcess,
    port: u16,
    console: Console,
    /// Where it keeps what it knows.
    _dir: TempDir,
}

impl RedisSentinels {
    /// What the sentinels call the primary.
    pub const SERVICE: &'static str = "main";

    /// Starts all of them, and returns when the sentinels can replace the primary.
    pub fn start() -> Self {
        Self::with_files(None)
    }

    /// As [`start`](Self::start), and all of them speak TLS.
    pub fn over_tls(tls: Tls<'_>) -> Self {
        Self::with_files(Some(&TlsFiles::write(tls)))
    }

    fn with_files(tls: Option<&TlsFiles>) -> Self {
        let primary = RedisServer::with_files(tls, &[]);
        let port = primary.port().to_string();
        let of_primary = ["--replicaof", "127.0.0.1", &port, "--repl-diskless-sync-delay", "0"];
        let replica = RedisServer::with_files(tls, &of_primary);
        let sentinels = (0..3).map(|_| Sentinel::start(primary.port(), tls)).collect();
        let started = Self { servers: vec![primary, replica], sentinels, is_tls: tls.is_some() };
        wait_until("the sentinels know one another and the replica", || {
            started.sentinels.iter().all(|Sentinel { console, .. }| {
                console.ask(&["SENTINEL", "CKQUORUM", Self::SERVICE]).contains("OK 3")
                    && console
                        .ask(&["SENTINEL", "REPLICAS", Self::SERVICE])
                        .contains("master-link-status\nok")
            })
        });
        started
    }

    /// Where clients find the primary.
    pub fn url(&self) -> String {
        self.url_of(&[0, 1, 2])
    }

    /// Where clients find the primary by these of the sentinels.
    pub fn url_of(&self, sentinels: &[usize]) -> String {
        let hosts: Vec<_> =
            sentinels.iter().map(|&index| format!("localhost:{}", self.sentinels[index].port)).collect();
        let scheme = if self.is_tls { "rediss-sentinel" } else { "redis-sentinel" };
        format!("{scheme}://{}?sentinelServiceName={}", hosts.join(","), Self::SERVICE)
    }

    /// The server that was started as this: 0 is the first primary, 1 its replica.
    pub fn server(&mut self, index: usize) -> &mut RedisServer {
        &mut self.servers[index]
    }

    /// The index of the server that the sentinels name now.
    pub fn primary(&self) -> usize {
        let told = self.first().console.ask(&["SENTINEL", "GET-MASTER-ADDR-BY-NAME", Self::SERVICE]);
        let port = told.lines().last().and_then(|port| port.trim().parse().ok());
        self.servers.iter().position(|server| Some(server.port()) == port).expect("one of the servers")
    }

    /// Asks for a change of roles, as an operator does before maintenance.
    pub fn fail_over(&self) {
        let told = self.first().console.ask(&["SENTINEL", "FAILOVER", Self::SERVICE]);
        assert!(told.contains("OK"), "{told}");
    }

    /// What a sentinel's own console says.
    pub fn ask_sentinel(&self, index: usize, words: &[&str]) -> String {
        self.sentinels[index].console.ask(words)
    }

    /// Stops a sentinel without ending it: it takes connections, and does not answer.
    pub fn pause_sentinel(&self, index: usize) {
        self.sentinels[index].process.pause();
    }

    fn first(&self) -> &Sentinel {
        self.sentinels.first().expect("there are sentinels")
    }
}

impl Sentinel {
    fn start(primary: u16, tls: Option<&TlsFiles>) -> Self {
        let dir = tempfile::tempdir().expect("a temporary directory");
        let (port, service) = (free_port(), RedisSentinels::SERVICE);
        let config = dir.path().join("sentinel.conf");
        let place = tls.map_or_else(|| vec![("port", port.to_string())], |tls| tls.settings(port));
        let mut lines: Vec<_> = place.into_iter().map(|(name, value)| format!("{name} {value}")).collect();
        lines.extend([
            "bind 127.0.0.1".to_owned(),
            format!("dir {}", dir.path().display()),
            format!("sentinel monitor {service} 127.0.0.1 {primary} 2"),
            format!("sentinel down-after-milliseconds {service} 500"),
            format!("sentinel failover-timeout {service} 3000"),
        ]);
        // It writes what it learns into its configuration.
        let text = lines.join("\n") + "\n";
        fs::write(&config, text).expect("a file in a temporary directory");
        let arguments = vec![config.display().to_string(), "--sentinel".to_owned()];
        let console = Console::at(port, tls);
        let answers = || console.ask(&["PING"]).contains("PONG");
        let process = ServerProcess::start("redis-server", arguments, answers).expect("a sentinel starts");
        Self { process, port, console, _dir: dir }
    }
}
