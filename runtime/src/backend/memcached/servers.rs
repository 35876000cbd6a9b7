//! The servers, each with a connection of its own.

use super::address::Address;
use super::commands::nonsense;
use super::connection::Connection;
use super::protocol::{Reply, Request};
use super::rendezvous;
use crate::backend::link::{Limits, Link};
use crate::error::BackendError;

/// All of them, at least one.
#[derive(Debug)]
pub(super) struct Servers(Vec<Server>);

/// One of them.
pub(super) struct Server {
    name: String,
    link: Link<Connection>,
}

impl Servers {
    /// Nothing is connected.
    pub(super) fn new(addresses: Vec<Address>, limits: Limits) -> Self {
        let server = |address: Address| {
            let name = address.name();
            // Callers that wait say themselves that it takes too long; this is for the answers of those who have left.
            let silence = limits.command.saturating_mul(2);
            let connect = move || Connection::open(address.clone(), silence);
            Server { name, link: Link::new("memcached", limits, connect) }
        };
        Self(addresses.into_iter().map(server).collect())
    }

    /// The place of the server that has the key, be it up or down. Another one never stands in for it: it would still
    /// have what it was given when the first comes back with newer entries.
    pub(super) fn place(&self, key: &str) -> usize {
        match &self.0[..] {
            [_] => 0,
            servers => rendezvous::server_of(servers.iter().map(|server| server.name.as_str()), key),
        }
    }

    pub(super) fn of(&self, key: &str) -> &Server {
        &self.0[self.place(key)]
    }

    pub(super) fn all(&self) -> &[Server] {
        &self.0
    }
}

impl Server {
    /// As it was listed.
    pub(super) fn name(&self) -> &str {
        &self.name
    }

    pub(super) async fn connect(&self) -> Result<(), BackendError> {
        Ok(self.link.connect().await?)
    }

    /// Asks, and waits for the answer; `doing` says in errors what was tried.
    pub(super) async fn ask(&self, doing: &str, request: Request) -> Result<Reply, BackendError> {
        let ask = |connection: Connection| async move { connection.ask(doing, request).await };
        Ok(self.link.run(doing, self.link.limits().command, ask).await?)
    }

    pub(super) async fn version(&self) -> Result<String, BackendError> {
        match self.ask("version", Request::version()).await? {
            Reply::Version(version) => Ok(version),
            _ => Err(nonsense("version")),
        }
    }
}

/// Without its name.
impl std::fmt::Debug for Server {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Server").field("link", &self.link).finish_non_exhaustive()
    }
}
