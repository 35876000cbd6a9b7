//! One server or many: where a command goes.

use std::future::Future;

use redis::RedisResult;

use super::address::Address;
use super::cluster::Cluster;
use super::link::Link;
use super::server::Server;
use super::wire::Wire;
use crate::backend::link::Failure;
use crate::backend::link::Limits;
use crate::error::BackendError;

/// What there is at the address.
#[derive(Debug)]
pub(super) enum Deployment {
    /// A server, or the primary that sentinels name.
    Server(Link),
    Cluster(Cluster),
}

impl Deployment {
    pub(super) fn new(address: Address, limits: Limits) -> Option<Self> {
        Some(match address {
            Address::Server(server) => Self::Server(Link::new(Server::At(Box::new(server)), limits)),
            Address::Sentinels(address) => {
                Self::Server(Link::new(Server::PrimaryOf(std::sync::Arc::new(address)), limits))
            }
            Address::Cluster(nodes) => Self::Cluster(Cluster::new(&nodes, limits)?),
        })
    }

    pub(super) async fn connect(&self) -> Result<(), Failure> {
        match self {
            Self::Server(link) => link.connect().await,
            Self::Cluster(cluster) => cluster.connect().await,
        }
    }

    /// Sends a command to where the key is and waits for its answer; `doing` says in errors what was tried. In a
    /// cluster it can be sent again, to another node that has not done it.
    pub(super) async fn run<T, F>(
        &self,
        doing: &str,
        key: &str,
        command: impl Fn(Wire) -> F,
    ) -> Result<T, BackendError>
    where
        F: Future<Output = RedisResult<T>>,
    {
        Ok(match self {
            Self::Server(link) => link.run(doing, command).await?,
            // In a box, so that a call to a single server does not carry the room for it around.
            Self::Cluster(cluster) => Box::pin(cluster.run(doing, key, command)).await?,
        })
    }

    /// As [`run`](Self::run), for a command that changes nothing: it is sent once more when the connection was lost.
    pub(super) async fn read<T, F>(
        &self,
        doing: &str,
        key: &str,
        command: impl Fn(Wire) -> F,
    ) -> Result<T, BackendError>
    where
        F: Future<Output = RedisResult<T>>,
    {
        Ok(match self {
            Self::Server(link) => link.read(doing, command).await?,
            Self::Cluster(cluster) => cluster.read(doing, key, command).await?,
        })
    }
}
