//! A cluster: one connection a node, and a map of who has which slot.
//!
//! The cluster client of redis-rs is not used: it goes on asking a node that has fallen silent, and one slow node holds
//! up the calls to all others. Here a node's connection is given up as that of a single server is, and whatever goes
//! wrong with a node makes the others be asked for the map anew.

mod map;
mod slot;

use std::collections::HashMap;
use std::fmt;
use std::future::Future;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use futures_util::future::{BoxFuture, Shared};
use futures_util::stream::FuturesUnordered;
use futures_util::{FutureExt, StreamExt};
use redis::{ConnectionAddr, ConnectionInfo, RedisResult, Value, cmd};

use self::map::Map;
use self::slot::slot;
use super::address::moved_to;
use super::failure::{Detour, Node};
use super::link::{Link, Stop};
use super::request::{Request, Try};
use super::server::Server;
use super::wire::Wire;
use crate::backend::link::{Failure, Limits};
use crate::error::BackendErrorKind;
use crate::rt::{self, Patience};

/// How often one call is sent on to another node.
const MAX_DETOURS: usize = 8;

/// How long a call waits for a slot that is on its way.
const ON_ITS_WAY: Duration = Duration::from_millis(10);

/// How many nodes are asked for the map at a time.
const ASKED: usize = 5;

/// How long the map is not asked for again.
const BETWEEN_MAPS: Duration = Duration::from_millis(100);

pub(super) struct Cluster {
    inner: Arc<Inner>,
}

struct Inner {
    /// Those of the URL.
    seeds: Vec<Node>,
    /// How to connect to any node.
    template: ConnectionInfo,
    limits: Limits,
    state: Mutex<State>,
}

struct State {
    links: HashMap<Node, Arc<Link>>,
    map: Option<Map>,
    asking: Asking,
    /// Counts maps, so that it is not always the same nodes that are asked for one.
    turn: usize,
}

/// Whether the map is being asked for.
enum Asking {
    Now(Attempt),
    /// The last answer is not older than that, or was a failure.
    Not(Result<(), Failure>, Patience),
}

/// An attempt to get a map, which goes on when those that wait for it leave.
type Attempt = Shared<BoxFuture<'static, Result<(), Failure>>>;

impl Cluster {
    /// `nodes` are some of the cluster's, and at least one.
    pub(super) fn new(nodes: &[ConnectionInfo], limits: Limits) -> Option<Self> {
        let seeds = nodes.iter().filter_map(|node| match node.addr() {
            ConnectionAddr::Tcp(host, port) | ConnectionAddr::TcpTls { host, port, .. } => {
                Some(Node { host: host.clone(), port: *port })
            }
            _ => None,
        });
        let state = State {
            links: HashMap::new(),
            map: None,
            asking: Asking::Not(Ok(()), Patience::new(Duration::ZERO)),
            turn: 0,
        };
        let template = nodes.first()?.clone();
        let inner = Inner { seeds: seeds.collect(), template, limits, state: Mutex::new(state) };
        Some(Self { inner: Arc::new(inner) })
    }

    /// Finds the cluster, and learns who has which slot.
    pub(super) async fn connect(&self) -> Result<(), Failure> {
        Inner::ask_for_map(&self.inner, None, false).await
    }

    pub(super) fn limits(&self) -> Limits {
        self.inner.limits
    }

    /// Sends a request to the node that has the key's slot, and on to where that one says.
    pub(super) async fn send<R: Request>(
        &self,
        key: &str,
        request: &R,
        mut how: Try,
    ) -> Result<R::Answer, Failure> {
        let patience = Patience::new(how.limit(self.inner.limits));
        let further = |asks| Try::Further { left: patience.left(), asks };
        let slot = slot(key);
        let mut node = if let Some(node) = self.known_owner(slot) {
            node
        } else {
            let owner = rt::timeout(patience.left(), self.owner(slot)).await;
            how = further(false);
            let late = |rt::Elapsed| Err(Failure::late(request.doing(), self.inner.limits.command));
            owner.unwrap_or_else(late)?
        };
        for _ in 0..MAX_DETOURS {
            let detour = match request.send(&self.inner.link(&node), how).await {
                Ok(answer) => return Ok(answer),
                Err(Stop::Elsewhere(detour)) => detour,
                Err(Stop::Failed(failure)) => {
                    self.doubt(&node, &failure);
                    return Err(failure);
                }
            };
            how = match detour {
                Detour::Moved(to) => {
                    node = to.seen_from(&node);
                    self.inner.hand_over(slot, &node);
                    drop(Inner::ask_for_map(&self.inner, None, true));
                    further(false)
                }
                Detour::Ask(to) => {
                    node = to.seen_from(&node);
                    further(true)
                }
                Detour::TryAgain => {
                    rt::sleep(ON_ITS_WAY.min(patience.left())).await;
                    further(how.asks())
                }
            };
        }
        let doing = request.doing();
        Err(Failure::transient(format!("{doing}: the cluster sends from node to node")))
    }

    /// The keys by the node that has them, each with its place; those whose node nobody knows by themselves.
    pub(super) async fn by_node<'k>(
        &self,
        keys: &[&'k str],
    ) -> Result<Vec<(Node, Vec<(usize, &'k str)>)>, Failure> {
        let mut groups: HashMap<Node, Vec<(usize, &'k str)>> = HashMap::new();
        for (place, key) in keys.iter().enumerate() {
            groups.entry(self.owner(slot(key)).await?).or_default().push((place, key));
        }
        Ok(groups.into_iter().collect())
    }

    /// Sends commands to a node, as long as a call may take.
    pub(super) async fn run_at<T, F>(
        &self,
        doing: &str,
        node: &Node,
        command: impl FnOnce(Wire) -> F,
    ) -> Result<T, Failure>
    where
        F: Future<Output = RedisResult<T>>,
    {
        let answer = self.inner.link(node).run(doing, command).await;
        answer.inspect_err(|failure| self.doubt(node, failure))
    }

    /// All primaries, as they are now.
    pub(super) async fn primaries(&self) -> Result<Vec<Node>, Failure> {
        Inner::ask_for_map(&self.inner, None, false).await?;
        let state = self.inner.state();
        Ok(state.map.as_ref().map(|map| map.primaries.clone()).unwrap_or_default())
    }

    /// Where connections of another kind to a node lead.
    pub(super) fn server(&self, node: &Node) -> Server {
        self.inner.server(node)
    }

    /// Who has the slot.
    async fn owner(&self, slot: usize) -> Result<Node, Failure> {
        if self.inner.state().map.is_none() {
            Inner::ask_for_map(&self.inner, None, true).await?;
        }
        self.known_owner(slot).ok_or_else(|| {
            drop(Inner::ask_for_map(&self.inner, None, true));
            Failure::transient("no node of the cluster has the key's slot")
        })
    }

    fn known_owner(&self, slot: usize) -> Option<Node> {
        self.inner.state().map.as_ref()?.owner(slot).cloned()
    }

    /// Something went wrong with a node: its slots may be another's by now.
    fn doubt(&self, node: &Node, failure: &Failure) {
        if matches!(failure.kind, BackendErrorKind::Transient | BackendErrorKind::Timeout) {
            drop(Inner::ask_for_map(&self.inner, Some(node), true));
        }
    }
}

impl Inner {
    fn state(&self) -> MutexGuard<'_, State> {
        // Nothing that is done under it can panic half-way.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn server(&self, node: &Node) -> Server {
        Server::At(Box::new(moved_to(&self.template, &node.host, node.port)))
    }

    fn link(&self, node: &Node) -> Arc<Link> {
        let mut state = self.state();
        if let Some(link) = state.links.get(node) {
            return Arc::clone(link);
        }
        let link = Arc::new(Link::new(self.server(node), self.limits));
        state.links.insert(node.clone(), Arc::clone(&link));
        link
    }

    fn hand_over(&self, slot: usize, node: &Node) {
        if let Some(map) = &mut self.state().map {
            map.hand_over(slot, node);
        }
    }

    /// Begins an attempt to get a map, or joins one that is under way. It goes on when nobody waits for it. `may_rest`:
    /// an answer of just now will do.
    fn ask_for_map(inner: &Arc<Self>, except: Option<&Node>, may_rest: bool) -> Attempt {
        let done = |answer: Result<(), Failure>| async { answer }.boxed().shared();
        let mut state = inner.state();
        match &state.asking {
            Asking::Now(attempt) => return attempt.clone(),
            Asking::Not(last, rest) if may_rest && !rest.left().is_zero() => return done(last.clone()),
            Asking::Not(..) => {}
        }
        let candidates = state.candidates(&inner.seeds, except);
        let asked = Arc::clone(inner);
        let attempt = async move {
            let map = asked.fetch_map(candidates).await;
            asked.state().settle(map, &asked.seeds)
        };
        let attempt = attempt.boxed().shared();
        if rt::spawn(attempt.clone()) {
            state.asking = Asking::Now(attempt.clone());
            attempt
        } else {
            done(Err(Failure::no_runtime("Redis")))
        }
    }

    /// Asks some nodes at a time, since any of them can be silent, and believes the first.
    async fn fetch_map(&self, candidates: Vec<Node>) -> Result<Map, Failure> {
        let asked = candidates.iter().map(async |node| {
            let mut command = cmd("CLUSTER");
            command.arg("SLOTS");
            let ask = |wire: Wire| async move { wire.query::<Vec<Vec<Value>>>(&command).await };
            let how = Try::Further { left: self.limits.connect, asks: false };
            let answer = self.link(node).attempt("CLUSTER SLOTS", how, ask).await;
            answer.map_err(no_cluster).and_then(|answer| Map::of(answer, node))
        });
        let mut answers: FuturesUnordered<_> = asked.collect();
        let mut refused: Option<Failure> = None;
        while let Some(answer) = answers.next().await {
            match answer {
                Ok(map) => return Ok(map),
                // That one refuses the credentials says more than that another cannot be reached.
                Err(failure) if refused.as_ref().is_none_or(|it| it.kind == BackendErrorKind::Transient) => {
                    refused = Some(failure);
                }
                Err(_) => {}
            }
        }
        Err(refused
            .unwrap_or_else(|| Failure::transient("no node of the cluster can be asked for its slots")))
    }
}

/// Why a server does not tell who has which slot.
fn no_cluster(stop: Stop) -> Failure {
    let failure = stop.into_failure();
    if failure.kind == BackendErrorKind::Permanent {
        Failure::permanent(
            "the server is no node of a cluster; write `redis://` in place of `redis-cluster://`",
        )
    } else {
        failure
    }
}

impl State {
    /// Whom to ask for a map: known primaries in turn, and the nodes of the URL.
    fn candidates(&mut self, seeds: &[Node], except: Option<&Node>) -> Vec<Node> {
        self.turn = self.turn.wrapping_add(1);
        let known = self.map.as_ref().map_or(&[][..], |map| &map.primaries);
        let turned = known.iter().cycle().skip(self.turn % known.len().max(1)).take(known.len());
        let mut candidates: Vec<Node> = Vec::new();
        for node in turned.take(ASKED - 1).chain(seeds) {
            if Some(node) != except && !candidates.contains(node) {
                candidates.push(node.clone());
            }
        }
        candidates.truncate(ASKED);
        if candidates.is_empty() { except.into_iter().cloned().collect() } else { candidates }
    }

    /// An attempt is over.
    fn settle(&mut self, map: Result<Map, Failure>, seeds: &[Node]) -> Result<(), Failure> {
        let settled = map.map(|map| {
            self.links.retain(|node, _| map.primaries.contains(node) || seeds.contains(node));
            self.map = Some(map);
        });
        self.asking = Asking::Not(settled.clone(), Patience::new(BETWEEN_MAPS));
        settled
    }
}

/// Without the address, which can hold a password.
impl fmt::Debug for Cluster {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let state = self.inner.state();
        f.debug_struct("Cluster")
            .field("primaries", &state.map.as_ref().map_or(0, |map| map.primaries.len()))
            .field("limits", &self.inner.limits)
            .finish_non_exhaustive()
    }
}
