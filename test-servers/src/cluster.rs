//! A real Redis cluster for one test.

use crate::cli::{ask, run, wait_until};
use crate::process::free_port;
use crate::{RedisOptions, RedisServer};

/// Three primaries with a replica each. They end when this is dropped.
#[derive(Debug)]
pub struct RedisCluster {
    nodes: Vec<RedisServer>,
}

/// After so many milliseconds of silence a node is taken for dead, and its replica takes over.
const NODE_TIMEOUT_MS: &str = "1000";

impl RedisCluster {
    /// Starts the nodes, and returns when they agree who has which slot.
    pub fn start() -> Self {
        let nodes: Vec<_> = (0..6).map(|_| node()).collect();
        let addresses: Vec<_> = nodes.iter().map(|node| format!("127.0.0.1:{}", node.port())).collect();
        let mut words = vec!["--cluster", "create"];
        words.extend(addresses.iter().map(String::as_str));
        words.extend(["--cluster-replicas", "1", "--cluster-yes"]);
        let told = run(&words);
        assert!(told.contains("[OK] All 16384 slots covered."), "{told}");
        let cluster = Self { nodes };
        cluster.wait_until_whole();
        cluster
    }

    /// Where clients find it: three of its nodes.
    pub fn url(&self) -> String {
        let hosts: Vec<_> =
            self.nodes.iter().take(3).map(|node| format!("localhost:{}", node.port())).collect();
        format!("redis-cluster://{}", hosts.join(","))
    }

    /// Adds a node that has no slots and is nobody's replica.
    pub fn add_node(&mut self) {
        let node = node();
        let known = format!("127.0.0.1:{}", self.first().port());
        run(&["--cluster", "add-node", &format!("127.0.0.1:{}", node.port()), &known]);
        self.nodes.push(node);
        let nodes = self.nodes.len();
        wait_until("all nodes know the new one", || {
            self.nodes.iter().all(|node| ask(node.port(), &["CLUSTER", "NODES"]).lines().count() == nodes)
        });
    }

    /// The node that has the key's slot.
    pub fn primary_of(&mut self, key: &str) -> &mut RedisServer {
        let index = self.index_of_primary(key);
        &mut self.nodes[index]
    }

    /// The nodes' indices are those of their start, and do not change.
    pub fn index_of_primary(&self, key: &str) -> usize {
        let slot: u16 =
            ask(self.first().port(), &["CLUSTER", "KEYSLOT", key]).trim().parse().expect("a slot");
        let has_slot = |node: &RedisServer| {
            let nodes = ask(node.port(), &["CLUSTER", "NODES"]);
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
        ask(self.nodes[index].port(), words)
    }

    /// Moves slots between primaries while they serve, entries included.
    pub fn reshard(&self, from: usize, to: usize, slots: usize) {
        let id = |index: usize| self.ask(index, &["CLUSTER", "MYID"]).trim().to_owned();
        let told = run(&[
            "--cluster",
            "reshard",
            &format!("127.0.0.1:{}", self.nodes[from].port()),
            "--cluster-from",
            &id(from),
            "--cluster-to",
            &id(to),
            "--cluster-slots",
            &slots.to_string(),
            "--cluster-yes",
        ]);
        assert!(!told.contains("[ERR]"), "{told}");
    }

    /// Returns when every node that runs holds the cluster for whole, and every replica follows its primary.
    pub fn wait_until_whole(&self) {
        wait_until("the cluster is whole", || {
            self.nodes.iter().all(|node| {
                let info = ask(node.port(), &["CLUSTER", "INFO"]);
                let replication = ask(node.port(), &["INFO", "replication"]);
                info.contains("cluster_state:ok")
                    && (replication.contains("role:master") || replication.contains("master_link_status:up"))
            })
        });
    }

    fn first(&self) -> &RedisServer {
        self.nodes.first().expect("a cluster has nodes")
    }
}

fn node() -> RedisServer {
    let bus = free_port().to_string();
    let arguments = [
        "--cluster-enabled",
        "yes",
        "--cluster-node-timeout",
        NODE_TIMEOUT_MS,
        "--cluster-port",
        &bus,
        "--repl-diskless-sync-delay",
        "0",
    ];
    RedisServer::with(&RedisOptions { arguments: &arguments, ..RedisOptions::default() })
}

fn covers(range: &str, slot: u16) -> bool {
    let (first, last) = range.split_once('-').unwrap_or((range, range));
    match (first.parse::<u16>(), last.parse::<u16>()) {
        (Ok(first), Ok(last)) => (first..=last).contains(&slot),
        // A slot on its way to or from this node.
        _ => false,
    }
}
