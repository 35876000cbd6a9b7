//! A real primary with replicas and the sentinels that watch it, for one test.

use std::fs;

use tempfile::TempDir;

use crate::cli::{ask, wait_until};
use crate::process::{ServerProcess, free_port};
use crate::{RedisOptions, RedisServer};

/// A primary with one replica, and three sentinels that call it [`SERVICE`](Self::SERVICE). They end when this is
/// dropped.
#[derive(Debug)]
pub struct RedisSentinels {
    servers: Vec<RedisServer>,
    sentinels: Vec<Sentinel>,
}

#[derive(Debug)]
struct Sentinel {
    process: ServerProcess,
    port: u16,
    /// Where it keeps what it knows.
    _dir: TempDir,
}

impl RedisSentinels {
    /// What the sentinels call the primary.
    pub const SERVICE: &'static str = "main";

    /// Starts all of them, and returns when the sentinels can replace the primary.
    pub fn start() -> Self {
        let primary = RedisServer::start();
        let port = primary.port().to_string();
        let arguments = ["--replicaof", "127.0.0.1", &port, "--repl-diskless-sync-delay", "0"];
        let replica = RedisServer::with(&RedisOptions { arguments: &arguments, ..RedisOptions::default() });
        let sentinels = (0..3).map(|_| Sentinel::start(primary.port())).collect();
        let started = Self { servers: vec![primary, replica], sentinels };
        wait_until("the sentinels know one another and the replica", || {
            started.sentinels.iter().all(|sentinel| {
                ask(sentinel.port, &["SENTINEL", "CKQUORUM", Self::SERVICE]).contains("OK 3")
                    && ask(sentinel.port, &["SENTINEL", "REPLICAS", Self::SERVICE])
                        .contains("master-link-status\nok")
            })
        });
        started
    }

    /// Where clients find the primary.
    pub fn url(&self) -> String {
        let hosts: Vec<_> = self.sentinels.iter().map(|it| format!("localhost:{}", it.port)).collect();
        format!("redis-sentinel://{}?sentinelServiceName={}", hosts.join(","), Self::SERVICE)
    }

    /// The server that was started as this: 0 is the first primary, 1 its replica.
    pub fn server(&mut self, index: usize) -> &mut RedisServer {
        &mut self.servers[index]
    }

    /// The index of the server that the sentinels name now.
    pub fn primary(&self) -> usize {
        let told = ask(self.first().port, &["SENTINEL", "GET-MASTER-ADDR-BY-NAME", Self::SERVICE]);
        let port = told.lines().last().and_then(|port| port.trim().parse().ok());
        self.servers.iter().position(|server| Some(server.port()) == port).expect("one of the servers")
    }

    /// Asks for a change of roles, as an operator does before maintenance.
    pub fn fail_over(&self) {
        let told = ask(self.first().port, &["SENTINEL", "FAILOVER", Self::SERVICE]);
        assert!(told.contains("OK"), "{told}");
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
    fn start(primary: u16) -> Self {
        let dir = tempfile::tempdir().expect("a temporary directory");
        let (port, service) = (free_port(), RedisSentinels::SERVICE);
        let config = dir.path().join("sentinel.conf");
        // It writes what it learns into its configuration.
        let text = format!(
            "port {port}\nbind 127.0.0.1\ndir {}\nsentinel monitor {service} 127.0.0.1 {primary} 2\n\
             sentinel down-after-milliseconds {service} 500\nsentinel failover-timeout {service} 3000\n",
            dir.path().display()
        );
        fs::write(&config, text).expect("a file in a temporary directory");
        let arguments = vec![config.display().to_string(), "--sentinel".to_owned()];
        let answers = || ask(port, &["PING"]).contains("PONG");
        let process = ServerProcess::start("redis-server", arguments, answers).expect("a sentinel starts");
        Self { process, port, _dir: dir }
    }
}
