//! News of changes: client tracking in broadcasting mode, on connections of their own.
//!
//! Broadcasting, since then the server tells of every key with the prefix, whoever read or wrote it: there is nothing to
//! register after each write of our own, no table of keys in the server that could overflow, and the connection that
//! calls go through has no part in it.
//!
//! In a cluster every primary tells of its own slots, so all of them are listened to, and news may be missed as soon as
//! one is not. When the primaries change, the cluster's epoch does.

mod ear;
mod teller;

use std::sync::Arc;
use std::time::Duration;

use futures_util::future::{join_all, select_all};
use tokio::sync::oneshot;

use self::ear::Ear;
use self::teller::Teller;
use super::RedisBackend;
use super::cluster::Cluster;
use super::deployment::Deployment;
use crate::backend::link::Failure;
use crate::backend::link::Limits;
use crate::backend::{Watch, WatchableBackend, Watcher};
use crate::error::{BackendError, BackendErrorKind};
use crate::rt;

/// Pauses after attempts that failed: each twice as long as the one before.
const FIRST_PAUSE: Duration = Duration::from_millis(50);
const LONGEST_PAUSE: Duration = Duration::from_secs(2);

/// The pause after the server has refused, which it will do again until somebody changes its settings.
const PAUSE_AFTER_REFUSAL: Duration = Duration::from_secs(30);

impl WatchableBackend for RedisBackend {
    /// By `CLIENT TRACKING`, which is there from Redis 6.0 on, and which an ACL user needs to be allowed. A server that
    /// refuses is asked again every 30 seconds.
    fn watch(&self, prefix: &str, watcher: Arc<dyn Watcher>) -> Result<Watch, BackendError> {
        let (stop, stopped) = oneshot::channel::<()>();
        let listener = Listener {
            deployment: Arc::clone(&self.deployment),
            limits: self.limits,
            prefix: prefix.to_owned(),
            teller: Arc::new(Teller::new(watcher)),
        };
        let until_dropped = async move {
            // Either way: the `Watch` is gone.
            let _ = futures_util::future::select(Box::pin(listener.listen()), stopped).await;
        };
        if rt::spawn(until_dropped) {
            Ok(Watch::new(stop))
        } else {
            Err(BackendError::permanent(
                "listening for changes takes a tokio runtime; build the client in one",
            ))
        }
    }
}

struct Listener {
    deployment: Arc<Deployment>,
    limits: Limits,
    prefix: String,
    teller: Arc<Teller>,
}

/// However it ends: when its runtime is shut down, too, nobody listens any more.
impl Drop for Listener {
    fn drop(&mut self) {
        self.teller.end();
    }
}

impl Listener {
    /// Listens, and listens again after each loss.
    async fn listen(self) {
        let mut pause = FIRST_PAUSE;
        loop {
            let round = self.teller.begin();
            match self.open(round).await {
                Ok(ears) => {
                    pause = FIRST_PAUSE;
                    self.teller.live(round);
                    let ends = ears.into_iter().map(|ear| Box::pin(ear.until_lost()));
                    select_all(ends).await;
                    self.teller.lost(round);
                }
                Err(failure) => {
                    let refused = matches!(
                        failure.kind,
                        BackendErrorKind::Authentication | BackendErrorKind::Permanent
                    );
                    rt::sleep(if refused { PAUSE_AFTER_REFUSAL } else { pause }).await;
                    pause = (pause * 2).min(LONGEST_PAUSE);
                }
            }
        }
    }

    /// Ears on whoever tells of the keys with the prefix; at least one.
    async fn open(&self, round: u64) -> Result<Vec<Ear>, Failure> {
        match &*self.deployment {
            Deployment::Server(link) => {
                let ear = Ear::open(link.server(), self.limits, &self.prefix, &self.teller, round).await?;
                Ok(vec![ear])
            }
            Deployment::Cluster(cluster) => self.open_all(cluster, round).await,
        }
    }

    async fn open_all(&self, cluster: &Cluster, round: u64) -> Result<Vec<Ear>, Failure> {
        let primaries = cluster.primaries().await?;
        let ears = join_all(primaries.iter().map(async |node| {
            let server = cluster.server(node);
            let mut ear = Ear::open(&server, self.limits, &self.prefix, &self.teller, round).await?;
            ear.learn_epoch().await?;
            Ok(ear)
        }));
        let mut ears = ears.await.into_iter().collect::<Result<Vec<Ear>, Failure>>()?;
        // Asked after the epochs, so that a later change of the primaries is a later epoch.
        let now = cluster.primaries().await?;
        if now.len() != primaries.len() || !now.iter().all(|node| primaries.contains(node)) {
            return Err(Failure::transient("the cluster's primaries change"));
        }
        // Nodes hear of an epoch one after the other.
        let latest = ears.iter().filter_map(Ear::epoch).max().unwrap_or_default();
        for ear in &mut ears {
            ear.expect_epoch(latest);
        }
        Ok(ears)
    }
}
