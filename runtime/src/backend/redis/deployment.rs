//! One server or many: where a command goes.

use std::future::Future;
use std::sync::Arc;

use redis::RedisResult;

use super::address::Address;
use super::cluster::Cluster;
use super::link::{Link, Stop};
use super::request::{Command, Request, Try, once_more};
use super::server::Server;
use super::wire::Wire;
use crate::backend::link::{Failure, Limits};
use crate::error::BackendError;

/// What there is at the address.
#[derive(Debug)]
pub(super) enum Deployment {
    /// A server, or the primary that sentinels name.
    Server(Arc<Link>),
    Cluster(Cluster),
}

impl Deployment {
    pub(super) fn new(address: Address, limits: Limits) -> Option<Self> {
        Some(match address {
            Address::Server(server) => {
                Self::Server(Arc::new(Link::new(Server::At(Box::new(server)), limits)))
            }
            Address::Sentinels(address) => {
                Self::Server(Arc::new(Link::new(Server::PrimaryOf(Arc::new(address)), limits)))
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
        Ok(self.send(key, &Command { doing, send: command }, Try::First).await?)
    }

    /// As [`run`](Self::run), for what changes nothing: it is sent once more when the connection was lost.
    pub(super) async fn read<R: Request>(&self, key: &str, request: &R) -> Result<R::Answer, BackendError> {
        Ok(once_more(self.limits(), |how| self.send(key, request, how)).await?)
    }

    async fn send<R: Request>(&self, key: &str, request: &R, how: Try) -> Result<R::Answer, Failure> {
        match self {
            Self::Server(link) => request.send(link, how).await.map_err(Stop::into_failure),
            // In a box, so that a call to a single server does not carry the room for it around.
            Self::Cluster(cluster) => Box::pin(cluster.send(key, request, how)).await,
        }
    }

    fn limits(&self) -> Limits {
        match self {
            Self::Server(link) => link.limits(),
            Self::Cluster(cluster) => cluster.limits(),
        }
    }
}
