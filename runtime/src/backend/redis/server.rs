//! The server at the other end of a connection: one that is where the URL says, or the primary of the day.

use std::fmt;
use std::sync::Arc;

use super::address::{SentinelAddress, moved_to};
use crate::backend::link::Failure;
use crate::error::BackendErrorKind;
use futures_util::StreamExt;
use futures_util::stream::FuturesUnordered;
use redis::aio::MultiplexedConnection;
use redis::{AsyncConnectionConfig, Client, ConnectionInfo, ProtocolVersion, RedisResult, Value, cmd};

/// Where connections lead.
#[derive(Clone)]
pub(super) enum Server {
    At(Box<ConnectionInfo>),
    PrimaryOf(Arc<SentinelAddress>),
}

const CONNECTING: &str = "connecting to Redis";
const ASKING: &str = "asking a sentinel for the primary";

impl Server {
    /// A new connection, log-in included. Limits of time are the caller's: there are none here.
    pub(super) async fn connect(
        &self,
        config: AsyncConnectionConfig,
    ) -> Result<MultiplexedConnection, Failure> {
        self.connect_as(config, None).await
    }

    /// As [`connect`](Self::connect), with messages which answer nothing.
    pub(super) async fn connect_for_news(
        &self,
        config: AsyncConnectionConfig,
    ) -> Result<MultiplexedConnection, Failure> {
        self.connect_as(config, Some(ProtocolVersion::RESP3)).await
    }

    async fn connect_as(
        &self,
        config: AsyncConnectionConfig,
        protocol: Option<ProtocolVersion>,
    ) -> Result<MultiplexedConnection, Failure> {
        let config = config.set_connection_timeout(None).set_response_timeout(None);
        let server = match self {
            Self::At(server) => ConnectionInfo::clone(server),
            Self::PrimaryOf(address) => primary(address).await?,
        };
        let mut connection = open(speaking(server, protocol), &config).await?;
        if self.changes() {
            check_is_primary(&mut connection).await?;
        }
        Ok(connection)
    }

    /// Whether another server can take the place of the one behind a connection.
    pub(super) fn changes(&self) -> bool {
        matches!(self, Self::PrimaryOf(_))
    }
}

/// Without the address, which can hold a password.
impl fmt::Debug for Server {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(if self.changes() { "PrimaryOf(..)" } else { "At(..)" })
    }
}

async fn open(
    server: ConnectionInfo,
    config: &AsyncConnectionConfig,
) -> Result<MultiplexedConnection, Failure> {
    let database = server.redis_settings().db();
    let opened: RedisResult<_> =
        async { Client::open(server)?.get_multiplexed_async_connection_with_config(config).await }.await;
    opened.map_err(|error| match error.code() {
        // What else is said at the beginning has a word of its own when it fails.
        Some("ERR") if database != 0 => Failure::permanent(format!(
            "{CONNECTING}: the server has no database {database}, which the URL names"
        )),
        _ => Failure::of(CONNECTING, &error),
    })
}

fn speaking(server: ConnectionInfo, protocol: Option<ProtocolVersion>) -> ConnectionInfo {
    let Some(protocol) = protocol else { return server };
    let settings = server.redis_settings().clone().set_protocol(protocol);
    server.set_redis_settings(settings)
}

/// Asks all sentinels at a time, since any of them can be silent, and believes the first that knows.
async fn primary(address: &SentinelAddress) -> Result<ConnectionInfo, Failure> {
    let asked = address.sentinels.iter().map(|sentinel| ask(sentinel, &address.service));
    let mut answers: FuturesUnordered<_> = asked.collect();
    let mut refused = None;
    while let Some(answer) = answers.next().await {
        match answer {
            Ok(Some((host, port))) => return Ok(moved_to(&address.server, &host, port)),
            Ok(None) => refused = Some(unknown_name()),
            // That one does not know the name says more than that another cannot be reached.
            Err(failure) if refused.as_ref().is_none_or(|it| it.kind == BackendErrorKind::Transient) => {
                refused = Some(failure);
            }
            Err(_) => {}
        }
    }
    Err(refused.unwrap_or_else(|| Failure::permanent("the URL names no sentinel")))
}

fn unknown_name() -> Failure {
    Failure::permanent("the sentinels know no primary of this name; see `sentinelServiceName` in the URL")
}

async fn ask(sentinel: &ConnectionInfo, service: &str) -> Result<Option<(String, u16)>, Failure> {
    let config = AsyncConnectionConfig::new().set_connection_timeout(None).set_response_timeout(None);
    let mut connection = open(sentinel.clone(), &config).await?;
    let mut command = cmd("SENTINEL");
    command.arg("GET-MASTER-ADDR-BY-NAME").arg(service);
    let answer = command.query_async(&mut connection).await;
    answer.map_err(|error| match error.code() {
        Some("NOAUTH") => Failure::new(
            BackendErrorKind::Authentication,
            format!("{ASKING}: it wants a password (NOAUTH); see `sentinelPassword` in the URL"),
        ),
        Some("ERR") => {
            Failure::permanent("the server is no sentinel; write `redis://` in place of `redis-sentinel://`")
        }
        _ => Failure::of(ASKING, &error),
    })
}

/// Sentinels name the old primary until they agree on the next, and it may have become a replica already.
pub(super) async fn check_is_primary(connection: &mut MultiplexedConnection) -> Result<(), Failure> {
    match cmd("ROLE").query_async::<Vec<Value>>(connection).await.as_deref() {
        Ok([Value::BulkString(role), ..]) if role != b"master" => {
            Err(Failure::transient("the server that the sentinels name is no primary"))
        }
        // A user who may not ask finds out with the first write.
        _ => Ok(()),
    }
}
