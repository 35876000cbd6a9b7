//! The connection to one server, and what it says of where to ask instead.

use std::future::Future;

use futures_util::FutureExt;
use futures_util::future::BoxFuture;
use redis::aio::MultiplexedConnection;
use redis::{AsyncConnectionConfig, RedisError, RedisResult, cmd};

use super::auto_pipeline::AutoPipeline;
use super::failure::Detour;
use super::request::Try;
use super::server::Server;
use super::wire::Wire;
use crate::backend::link::{self, Failure, Limits, Multiplexed};
use crate::error::BackendErrorKind;

/// What the server is, for errors.
const REDIS: &str = "Redis";

/// So many calls can be handed to the connection before it takes the first. One that waits for a place when the connection
/// ends can get it all the same, and would then wait for an answer as long as a call may take.
const PLACES: usize = 1 << 12;

/// A server, and the connection to it.
#[derive(Debug)]
pub(super) struct Link {
    server: Server,
    connection: link::Link<MultiplexedConnection>,
    reads: AutoPipeline,
}

/// Why a command has no answer.
#[derive(Debug, Clone)]
pub(super) enum Stop {
    Failed(Failure),
    /// It was not done, and another node is to be asked.
    Elsewhere(Detour),
}

impl Link {
    pub(super) fn new(server: Server, limits: Limits) -> Self {
        let connector = {
            let server = server.clone();
            move || {
                let server = server.clone();
                let config = AsyncConnectionConfig::new().set_pipeline_buffer_size(PLACES);
                async move { server.connect(config).await }.boxed()
            }
        };
        Self { server, connection: link::Link::new(REDIS, limits, connector), reads: AutoPipeline::new() }
    }

    /// Where connections of another kind lead.
    pub(super) fn server(&self) -> &Server {
        &self.server
    }

    /// Connects, unless there is a connection.
    pub(super) async fn connect(&self) -> Result<(), Failure> {
        self.connection.connect().await
    }

    pub(super) fn limits(&self) -> Limits {
        self.connection.limits()
    }

    /// The reads that are under way.
    pub(super) fn reads(&self) -> &AutoPipeline {
        &self.reads
    }

    /// Sends a command and waits for its answer for as long as a call may take.
    pub(super) async fn run<T, F>(&self, doing: &str, command: impl FnOnce(Wire) -> F) -> Result<T, Failure>
    where
        F: Future<Output = RedisResult<T>>,
    {
        self.attempt(doing, Try::First, command).await.map_err(Stop::into_failure)
    }

    /// Sends a command and waits for its answer; `doing` says in errors what was tried.
    pub(super) async fn attempt<T, F>(
        &self,
        doing: &str,
        how: Try,
        command: impl FnOnce(Wire) -> F,
    ) -> Result<T, Stop>
    where
        F: Future<Output = RedisResult<T>>,
    {
        let send = |connection| {
            let answer = command(Wire::new(connection, how.asks()));
            async move {
                match answer.await.map_err(|error| Stop::of(doing, &error)) {
                    Err(Stop::Failed(failure)) => Err(failure),
                    answer => Ok(answer),
                }
            }
        };
        let limit = how.limit(self.limits());
        self.connection.run(doing, limit, send).await.unwrap_or_else(|failure| Err(Stop::Failed(failure)))
    }
}

/// Whether the connection ended before there was an answer.
pub(super) fn is_lost(failure: &Failure) -> bool {
    failure.ends_connection && failure.kind == BackendErrorKind::Transient
}

impl Stop {
    pub(super) fn of(doing: &str, error: &RedisError) -> Self {
        match Detour::of(error) {
            Some(detour) => Self::Elsewhere(detour),
            None => Self::Failed(Failure::of(doing, error)),
        }
    }

    /// For calls that cannot be sent elsewhere.
    pub(super) fn into_failure(self) -> Failure {
        match self {
            Self::Failed(failure) => failure,
            Self::Elsewhere(_) => Failure::permanent(
                "the server is a node of a cluster; write `redis-cluster://` in place of `redis://`",
            ),
        }
    }
}

impl Multiplexed for MultiplexedConnection {
    /// It does not say. Whatever is sent on one that has ended fails at once, and ends the link's use of it.
    fn is_over(&self) -> bool {
        false
    }

    fn probe(&self) -> Option<BoxFuture<'static, bool>> {
        let mut connection = self.clone();
        // Any answer will do, as that the user may not ask.
        let ping = async move {
            match cmd("PING").exec_async(&mut connection).await {
                Ok(()) => true,
                Err(error) => !error.is_unrecoverable_error(),
            }
        };
        Some(ping.boxed())
    }
}
