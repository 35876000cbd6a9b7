//! A real Redis cluster for one test.

use crate::cli::wait_until;
use crate::process::free_port;
use crate::tls::TlsFiles;
use crate::{RedisOptions, RedisServer};

/// Three primaries with a replica each. They end when this is dropped.
#[derive(Debug)]
pub struct RedisCluster {
    nodes: Vec<RedisServer>,
    settings: Settings,
}

/// What all nodes have in common.
#[derive(Debug)]
struct Settings {
    tls: Option<TlsFiles>,
    arguments: Vec<String>,
}

/// After so many milliseconds of silence a node is taken for dead, and its replica takes over.
const NODE_TIMEOUT_MS: &str = "1000";

impl RedisCluster {
    /// Starts the nodes, and returns when they agree who has which slot.
    pub fn start() -> Self {
        Self::with(&RedisOptions::default())
    }

    /// As [`start`](Self::start), with options for every node.
    pub fn with(options: &RedisOptions<'_>) -> Self {
        let settings = Settings::of(options);
        let nodes: Vec<_> = (0..6).map(|_| settings.node()).collect();
        let addresses: Vec<_> = nodes.iter().map(address).collect();
        let mut words = vec!["--cluster", "create"];
        words.extend(addresses.iter().map(String::as_str));
        words.extend(["--cluster-replicas", "1", "--cluster-yes"]);
        let cluster = Self { nodes, settings };
        let told = cluster.first().ask(&words);
        assert!(told.contains("[OK] All 16384 slots covered."), "{told}");
        cluster.wait_until_whole();
        cluster
    }

    /// Where clients find it: three of its nodes.
    pub fn url(&self) -> String {
        self.url_of(&[0, 1, 2])
    }

    /// Where clients find it by these of its nodes.
    pub fn url_of(&self, nodes: &[usize]) -> String {
        let hosts: Vec<_> =
            nodes.iter().map(|&node| format!("localhost:{}", self.nodes[node].port())).collect();
        let scheme = if self.settings.tls.is_some() { "rediss-cluster" } else { "redis-cluster" };
        format!("{scheme}://{}", hosts.join(","))
    }

    /// Adds a node that has no slots and is nobody's replica.
    pub fn add_node(&mut self) {
        let node = self.settings.node();
        node.ask(&["--cluster", "add-node", &address(&node), &address(self.first())]);
        self.nodes.push(node);
        let nodes = self.nodes.len();
        wait_until("all nodes know the new one", || {
            self.nodes.iter().all(|node| node.ask(&["CLUSTER", "NODES"]).lines().count() == nodes)
        });
        // Until it holds the cluster for whole itself, it takes no entries.
        self.wait_until_whole();
    }

    /// The node that has the key's slot.
    pub fn primary_of(&mut self, key: &str) -> &mut RedisServer {
        let index = self.index_of_primary(key);
        &mut self.nodes[index]
    }

    /// The nodes' indices are those of their start, and do not change.
    pub fn index_of_primary(&self, key: &str) -> usize {
        let slot: u16 = self.first().ask(&["CLUSTER", "KEYSLOT", key]).trim().parse().expect("a slot");
        let has_slot = |node: &RedisServer| {
            let nodes = node.ask(&["CLUSTER", "NODES"]);
            let own = nodes.lines().find(|line| line.contains("myself,master"));
            own.is_some_and(|line| line.split(' ').skip(8).any(|range| covers(range, slot)))
        };
        self.nodes.iter().position(has_slot).expect("a primary that says that it has the slot")
    }

    /// A node by its index.
    pub fn node(&mut self, index: usize) -> &mut RedisServer {
        &mut self.nodes[index]
    }

    /// What a node's own console says.
    pub fn ask(&self, index: usize, words: &[&str]) -> String {
        self.nodes[index].ask(words)
    }

    /// Moves slots between primaries while they serve, entries included.
    pub fn reshard(&self, from: usize, to: usize, slots: usize) {
        let id = |index: usize| self.ask(index, &["CLUSTER", "MYID"]).trim().to_owned();
        let told = self.nodes[from].ask(&[
            "--cluster",
            "reshard",
            &address(&self.nodes[from]),
            "--cluster-from",
            &id(from),
            "--cluster-to",
            &id(to),
            "--cluster-slots",
            &slots.to_string(),
            "--cluster-yes",
        ]);
        assert!(!told.contains("[ERR]") && !told.contains("replied with error"), "{told}");
    }

    /// Returns when every node that runs holds the cluster for whole, and every replica follows its primary.
    pub fn wait_until_whole(&self) {
        wait_until("the cluster is whole", || {
            self.nodes.iter().all(|node| {
                let info = node.ask(&["CLUSTER", "INFO"]);
                let replication = node.ask(&["INFO", "replication"]);
                info.contains("cluster_state:ok")
                    && (replication.contains("role:master") || replication.contains("master_link_status:up"))
            })
        });
    }

    /// Returns when the replica of a primary has acknowledged what the primary has now.
    pub fn wait_for_replica_of(&self, primary: usize) {
        let number = |info: &str, before: &str| {
            let (_, rest) = info.split_once(before)?;
            rest.split([',', '\r']).next()?.parse::<u64>().ok()
        };
        let replication = || self.ask(primary, &["INFO", "replication"]);
        let held = number(&replication(), "master_repl_offset:").expect("a primary says how much it has");
        // The console's own `WAIT` would be for what it has written itself, which is nothing.
        wait_until("the replica has it", || number(&replication(), ",offset=").is_some_and(|it| it >= held));
    }

    fn first(&self) -> &RedisServer {
        self.nodes.first().expect("a cluster has nodes")
    }
}

impl Settings {
    fn of(options: &RedisOptions<'_>) -> Self {
        let arguments = options.arguments.iter().map(|&word| word.to_owned()).collect();
        Self { tls: options.tls.map(TlsFiles::write), arguments }
    }

    fn node(&self) -> RedisServer {
        let bus = free_port().to_string();
        let mut arguments = vec![
            "--cluster-enabled",
            "yes",
            "--cluster-node-timeout",
            NODE_TIMEOUT_MS,
            "--cluster-port",
            &bus,
            "--repl-diskless-sync-delay",
            "0",
        ];
        arguments.extend(self.arguments.iter().map(String::as_str));
        RedisServer::with_files(self.tls.as_ref(), &arguments)
    }
}

/// By which nodes know one another.
fn address(node: &RedisServer) -> String {
    format!("127.0.0.1:{}", node.port())
}

fn covers(range: &str, slot: u16) -> bool {
    let (first, last) = range.split_once('-').unwrap_or((range, range));
    match (first.parse::<u16>(), last.parse::<u16>()) {
        (Ok(first), Ok(last)) => (first..=last).contains(&slot),
        // A slot on its way to or from this node.
        _ => false,
    }
}
