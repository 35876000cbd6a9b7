//! What is asked of a server, as a value: it may have to be sent to another server, or once more.

use std::future::Future;
use std::sync::Arc;
use std::time::Duration;

use redis::{Cmd, RedisResult};

use super::auto_pipeline;
use super::link::{Link, Stop, is_lost};
use super::wire::Wire;
use crate::backend::link::{Failure, Limits};
use crate::rt::Patience;

/// What a key holds.
pub(super) type Held = Option<Vec<u8>>;

/// Something to ask a server.
pub(super) trait Request {
    type Answer;

    /// What it is, for errors.
    fn doing(&self) -> &str;

    /// Sends it to a server and waits for the answer.
    async fn send(&self, link: &Arc<Link>, how: Try) -> Result<Self::Answer, Stop>;
}

/// How a request is sent.
#[derive(Debug, Clone, Copy)]
pub(super) enum Try {
    /// With all the time before it that a call may take.
    First,
    /// With what is left of it. `asks`: the node is asked for a key that is on its way to it.
    Further { left: Duration, asks: bool },
}

impl Try {
    /// How long it may take.
    pub(super) fn limit(self, limits: Limits) -> Duration {
        match self {
            Self::First => limits.command,
            Self::Further { left, .. } => left,
        }
    }

    /// Whether the node is asked for a key that is on its way to it.
    pub(super) fn asks(self) -> bool {
        matches!(self, Self::Further { asks: true, .. })
    }
}

/// Sends what changes nothing, and once more if its connection was lost, for as long as one call may take.
pub(super) async fn once_more<T, F>(limits: Limits, send: impl Fn(Try) -> F) -> Result<T, Failure>
where
    F: Future<Output = Result<T, Failure>>,
{
    let patience = Patience::new(limits.command);
    match send(Try::First).await {
        Err(failure) if is_lost(&failure) => send(Try::Further { left: patience.left(), asks: false }).await,
        answer => answer,
    }
}

/// One command or several, as they are sent on a connection.
pub(super) struct Command<'a, S> {
    pub(super) doing: &'a str,
    pub(super) send: S,
}

impl<T, F, S> Request for Command<'_, S>
where
    S: Fn(Wire) -> F,
    F: Future<Output = RedisResult<T>>,
{
    type Answer = T;

    fn doing(&self) -> &str {
        self.doing
    }

    async fn send(&self, link: &Arc<Link>, how: Try) -> Result<T, Stop> {
        link.attempt(self.doing, how, &self.send).await
    }
}

/// A read of one key, which may go together with others.
pub(super) struct Get<'a> {
    pub(super) key: &'a str,
}

impl Get<'_> {
    pub(super) const DOING: &'static str = "GET";
}

impl Request for Get<'_> {
    type Answer = Held;

    fn doing(&self) -> &str {
        Self::DOING
    }

    async fn send(&self, link: &Arc<Link>, how: Try) -> Result<Held, Stop> {
        // Each allocated once, of the right size.
        let mut command = Cmd::with_capacity(2, Self::DOING.len() + self.key.len());
        command.arg(Self::DOING).arg(self.key);
        match how {
            Try::First => auto_pipeline::get(link, command).await,
            // A batch takes the time of a whole call, and asks no node for what is on its way to it.
            Try::Further { .. } => link.attempt(Self::DOING, how, |wire| wire.query(&command)).await,
        }
    }
}
