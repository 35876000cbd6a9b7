//! A connection on which changes are told.

use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;

use redis::aio::MultiplexedConnection;
use redis::{AsyncConnectionConfig, PushInfo, PushKind, RedisError, cmd};
use tokio::sync::Notify;

use super::teller::Teller;
use crate::backend::link::{Failure, Limits};
use crate::backend::redis::server::{Server, check_is_primary};
use crate::rt;

/// How long between two questions whether the connection is alive, and how long it may take to answer.
const HEARTBEAT: Duration = Duration::from_secs(1);

pub(super) struct Ear {
    connection: MultiplexedConnection,
    ended: Arc<Notify>,
    of: Of,
}

/// What has to hold for the connection to tell everything, besides that it answers.
enum Of {
    Server,
    /// That the server still is the primary: sentinels may have made it a replica of another.
    Primary,
    /// That no later epoch has come in the cluster: others may have become primaries.
    NodeIn(u64),
}

impl Ear {
    pub(super) async fn open(
        server: &Server,
        limits: Limits,
        prefix: &str,
        teller: &Arc<Teller>,
        round: u64,
    ) -> Result<Self, Failure> {
        let ended = Arc::new(Notify::new());
        let hear = {
            let (teller, ended) = (Arc::clone(teller), Arc::clone(&ended));
            move |push: PushInfo| -> Result<(), Infallible> {
                match push.kind {
                    PushKind::Invalidate => teller.invalidated(push.data),
                    PushKind::Disconnection => {
                        teller.lost(round);
                        ended.notify_one();
                    }
                    _ => {}
                }
                Ok(())
            }
        };
        let config = AsyncConnectionConfig::new().set_push_sender(hear);
        let opening = async {
            let mut connection = server.connect_for_news(config).await?;
            let mut tracking = cmd("CLIENT");
            tracking.arg("TRACKING").arg("ON").arg("BCAST");
            if !prefix.is_empty() {
                tracking.arg("PREFIX").arg(prefix);
            }
            tracking.exec_async(&mut connection).await.map_err(|error| failure(&error))?;
            Ok(connection)
        };
        let connection =
            rt::timeout(limits.connect, opening).await.unwrap_or_else(|rt::Elapsed| Err(silent()))?;
        let of = if server.changes() { Of::Primary } else { Of::Server };
        Ok(Self { connection, ended, of })
    }

    /// Ends when nothing can be heard any more, or not everything.
    pub(super) async fn until_lost(mut self) {
        loop {
            if rt::timeout(HEARTBEAT, self.ended.notified()).await.is_ok() {
                return;
            }
            if !matches!(rt::timeout(HEARTBEAT, self.tells_everything()).await, Ok(true)) {
                return;
            }
        }
    }

    async fn tells_everything(&mut self) -> bool {
        match self.of {
            Of::Server => cmd("PING").exec_async(&mut self.connection).await.is_ok(),
            Of::Primary => check_is_primary(&mut self.connection).await.is_ok(),
            Of::NodeIn(epoch) => self.current_epoch().await.is_ok_and(|now| now <= epoch),
        }
    }

    /// Of a node of a cluster: asks which epoch it is.
    pub(super) async fn learn_epoch(&mut self) -> Result<(), Failure> {
        let epoch = rt::timeout(HEARTBEAT, self.current_epoch()).await;
        self.of = Of::NodeIn(epoch.unwrap_or_else(|rt::Elapsed| Err(silent()))?);
        Ok(())
    }

    pub(super) fn epoch(&self) -> Option<u64> {
        match self.of {
            Of::NodeIn(epoch) => Some(epoch),
            Of::Server | Of::Primary => None,
        }
    }

    pub(super) fn expect_epoch(&mut self, epoch: u64) {
        self.of = Of::NodeIn(epoch);
    }

    async fn current_epoch(&mut self) -> Result<u64, Failure> {
        let mut info = cmd("CLUSTER");
        info.arg("INFO");
        let info: String = info.query_async(&mut self.connection).await.map_err(|error| failure(&error))?;
        let epoch =
            info.lines().find_map(|line| line.strip_prefix("cluster_current_epoch:")?.trim().parse().ok());
        epoch.ok_or_else(|| Failure::permanent("listening for changes: the node tells no epoch"))
    }
}

fn silent() -> Failure {
    Failure::timeout("listening for changes: no answer".to_owned())
}

fn failure(error: &RedisError) -> Failure {
    Failure::of("listening for changes", error)
}
