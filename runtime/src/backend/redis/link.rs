//! The connection: made once for all callers, given up when it is of no use, and made again.

use std::fmt;
use std::future::Future;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use futures_util::FutureExt;
use futures_util::future::{BoxFuture, Shared};
use redis::aio::MultiplexedConnection;
use redis::{AsyncConnectionConfig, RedisResult, cmd};

use super::failure::Failure;
use super::server::Server;
use super::wire::Wire;
use crate::rt::{self, Patience};

/// Limits of time.
#[derive(Debug, Clone, Copy)]
pub(super) struct Limits {
    /// Of an attempt to connect.
    pub(super) connect: Duration,
    /// Of a call.
    pub(super) command: Duration,
}

/// A server, and the connection to it.
pub(super) struct Link {
    server: Server,
    limits: Limits,
    state: Arc<Mutex<State>>,
}

struct State {
    connection: Connection,
    /// Counts connections, so that a late failure of one does not end the next.
    number: u64,
    /// How long nobody tries after the next failed attempt.
    pause: Duration,
    /// Until when the connection has time to show that it is alive.
    asked: Option<Patience>,
}

enum Connection {
    None,
    Live(MultiplexedConnection),
    Coming(Attempt),
    /// The last attempt failed, and the next one is not due.
    Resting(Failure, Patience),
}

/// An attempt to connect, which goes on when those that wait for it leave.
type Attempt = Shared<BoxFuture<'static, Result<(), Failure>>>;

/// Pauses after failed attempts: each twice as long as the one before.
const FIRST_PAUSE: Duration = Duration::from_millis(50);
const LONGEST_PAUSE: Duration = Duration::from_secs(2);

impl Link {
    pub(super) fn new(server: Server, limits: Limits) -> Self {
        let state = State { connection: Connection::None, number: 0, pause: FIRST_PAUSE, asked: None };
        Self { server, limits, state: Arc::new(Mutex::new(state)) }
    }

    /// Where to connect to, for connections of another kind.
    pub(super) fn server(&self) -> &Server {
        &self.server
    }

    /// Connects, unless there is a connection.
    pub(super) async fn connect(&self) -> Result<(), Failure> {
        match self.connection() {
            Ok(_) => Ok(()),
            Err(Absent::Resting(_)) => self.begin().await,
            Err(Absent::Coming(attempt)) => attempt.await,
        }
    }

    /// Sends a command and waits for its answer for as long as a call may take.
    pub(super) async fn run<T, F>(&self, doing: &str, command: impl FnOnce(Wire) -> F) -> Result<T, Failure>
    where
        F: Future<Output = RedisResult<T>>,
    {
        self.attempt(doing, self.limits.command, false, command).await
    }

    /// Sends a command and waits for its answer within `limit`; `doing` says in errors what was tried. `asks`: the
    /// node is asked for a key that is on its way to it.
    pub(super) async fn attempt<T, F>(
        &self,
        doing: &str,
        limit: Duration,
        asks: bool,
        command: impl FnOnce(Wire) -> F,
    ) -> Result<T, Failure>
    where
        F: Future<Output = RedisResult<T>>,
    {
        // Known from the start, so that a call without an answer ends the connection that it was sent on.
        let mut call = Call { link: self, sent_on: None };
        let answer = rt::timeout(limit, async {
            let (connection, number) = self.connected().await?;
            call.sent_on = Some(number);
            command(Wire::new(connection, asks)).await.map_err(|error| Failure::of(doing, &error))
        });
        let answer =
            answer.await.unwrap_or_else(|rt::Elapsed| Err(Failure::late(doing, self.limits.command)));
        if let (Err(failure), Some(number)) = (&answer, call.sent_on.take())
            && failure.ends_connection
        {
            lock(&self.state).give_up(number);
        }
        answer
    }

    async fn connected(&self) -> Result<(MultiplexedConnection, u64), Failure> {
        let attempt = match self.connection() {
            Ok(live) => return Ok(live),
            Err(Absent::Resting(failure)) => return Err(failure),
            Err(Absent::Coming(attempt)) => attempt,
        };
        attempt.await?;
        // Somebody else can have given it up already; the next call makes another.
        self.connection().map_err(|absent| match absent {
            Absent::Resting(failure) => failure,
            Absent::Coming(_) => Failure::lost(),
        })
    }

    fn connection(&self) -> Result<(MultiplexedConnection, u64), Absent> {
        let state = lock(&self.state);
        match &state.connection {
            Connection::Live(connection) => return Ok((connection.clone(), state.number)),
            Connection::Coming(attempt) => return Err(Absent::Coming(attempt.clone())),
            Connection::Resting(failure, rest) if !rest.left().is_zero() => {
                return Err(Absent::Resting(failure.clone()));
            }
            Connection::Resting(..) | Connection::None => {}
        }
        drop(state);
        Err(Absent::Coming(self.begin()))
    }

    /// Begins an attempt to connect, or joins one that is under way.
    fn begin(&self) -> Attempt {
        let mut state = lock(&self.state);
        if let Connection::Coming(attempt) = &state.connection {
            return attempt.clone();
        }
        let (server, limit, shared) = (self.server.clone(), self.limits.connect, Arc::clone(&self.state));
        let attempt = async move {
            let made = server.connect(limit, AsyncConnectionConfig::new()).await;
            lock(&shared).settle(made)
        };
        let attempt = attempt.boxed().shared();
        if rt::spawn(attempt.clone()) {
            state.connection = Connection::Coming(attempt.clone());
            attempt
        } else {
            async { Err(Failure::no_runtime()) }.boxed().shared()
        }
    }
}

/// A call that is under way.
struct Call<'a> {
    link: &'a Link,
    /// The number of the connection.
    sent_on: Option<u64>,
}

impl Drop for Call<'_> {
    /// Given up by its caller, who may have waited for long. Whether the connection is to blame, it is asked itself: a
    /// caller that is always in more of a hurry than our limit would keep a dead one for ever.
    fn drop(&mut self) {
        let Some(number) = self.sent_on.take() else { return };
        let (limit, shared) = (self.link.limits.command, Arc::clone(&self.link.state));
        let Some(mut connection) = lock(&shared).begins_to_ask(number, limit) else { return };
        rt::spawn(async move {
            let answer = rt::timeout(limit, cmd("PING").query_async::<()>(&mut connection)).await;
            if answer.is_err() {
                lock(&shared).give_up(number);
            }
        });
    }
}

/// Why there is no connection.
enum Absent {
    Coming(Attempt),
    Resting(Failure),
}

impl State {
    /// An attempt is over.
    fn settle(&mut self, made: Result<MultiplexedConnection, Failure>) -> Result<(), Failure> {
        match made {
            Ok(connection) => {
                self.connection = Connection::Live(connection);
                self.number += 1;
                self.pause = FIRST_PAUSE;
                self.asked = None;
                Ok(())
            }
            Err(failure) => {
                self.connection = Connection::Resting(failure.clone(), Patience::new(self.pause));
                self.pause = (self.pause * 2).min(LONGEST_PAUSE);
                Err(failure)
            }
        }
    }

    /// The connection of this number, if it is to be asked whether it is alive, for so long: one question at a time.
    fn begins_to_ask(&mut self, number: u64, limit: Duration) -> Option<MultiplexedConnection> {
        let connection = self.live(number)?.clone();
        if self.asked.is_some_and(|asked| !asked.left().is_zero()) {
            return None;
        }
        self.asked = Some(Patience::new(limit));
        Some(connection)
    }

    fn give_up(&mut self, number: u64) {
        if self.live(number).is_some() {
            self.connection = Connection::None;
        }
    }

    fn live(&self, number: u64) -> Option<&MultiplexedConnection> {
        match &self.connection {
            Connection::Live(connection) if self.number == number => Some(connection),
            _ => None,
        }
    }
}

/// Nothing that is done under it can panic half-way.
fn lock(state: &Mutex<State>) -> MutexGuard<'_, State> {
    state.lock().unwrap_or_else(PoisonError::into_inner)
}

impl fmt::Debug for Link {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let connected = matches!(lock(&self.state).connection, Connection::Live(_));
        f.debug_struct("Link")
            .field("connected", &connected)
            .field("limits", &self.limits)
            .finish_non_exhaustive()
    }
}
