//! A connection on which changes are told.

use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;

use redis::aio::MultiplexedConnection;
use redis::{AsyncConnectionConfig, PushInfo, PushKind, RedisError, cmd};
use tokio::sync::Notify;

use super::teller::Teller;
use crate::backend::redis::failure::Failure;
use crate::backend::redis::link::Limits;
use crate::backend::redis::server::Server;
use crate::rt::{self, Patience};

/// How long between two questions whether the connection is alive, and how long it may take to answer.
const HEARTBEAT: Duration = Duration::from_secs(1);

pub(super) struct Ear {
    connection: MultiplexedConnection,
    ended: Arc<Notify>,
    /// Of the cluster that the node belongs to: with a later one, others may have become primaries.
    epoch: Option<u64>,
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
        let patience = Patience::new(limits.connect);
        let config = AsyncConnectionConfig::new().set_push_sender(hear);
        let mut connection = server.connect_for_news(limits.connect, config).await?;
        let mut tracking = cmd("CLIENT");
        tracking.arg("TRACKING").arg("ON").arg("BCAST");
        if !prefix.is_empty() {
            tracking.arg("PREFIX").arg(prefix);
        }
        match rt::timeout(patience.left(), tracking.exec_async(&mut connection)).await {
            Ok(answer) => answer.map_err(|error| failure(&error))?,
            Err(rt::Elapsed) => return Err(Failure::timeout("listening for changes: no answer".to_owned())),
        }
        Ok(Self { connection, ended, epoch: None })
    }

    /// Ends when nothing can be heard any more, or not everything.
    pub(super) async fn until_lost(mut self) {
        loop {
            if rt::timeout(HEARTBEAT, self.ended.notified()).await.is_ok() {
                return;
            }
            let answer = match self.epoch {
                None => rt::timeout(HEARTBEAT, cmd("PING").exec_async(&mut self.connection))
                    .await
                    .map(|it| it.is_ok()),
                Some(epoch) => rt::timeout(HEARTBEAT, self.current_epoch())
                    .await
                    .map(|now| now.is_ok_and(|now| now <= epoch)),
            };
            if !matches!(answer, Ok(true)) {
                return;
            }
        }
    }

    /// Of a node of a cluster: asks which epoch it is.
    pub(super) async fn learn_epoch(&mut self) -> Result<(), Failure> {
        self.epoch = match rt::timeout(HEARTBEAT, self.current_epoch()).await {
            Ok(epoch) => Some(epoch?),
            Err(rt::Elapsed) => return Err(Failure::timeout("listening for changes: no answer".to_owned())),
        };
        Ok(())
    }

    pub(super) fn epoch(&self) -> Option<u64> {
        self.epoch
    }

    pub(super) fn expect_epoch(&mut self, epoch: Option<u64>) {
        self.epoch = epoch;
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

fn failure(error: &RedisError) -> Failure {
    Failure::of("listening for changes", error)
}
