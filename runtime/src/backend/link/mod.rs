//! A connection to a server: made once for all callers, given up when it is of no use, and made again.

mod failure;

use std::fmt;
use std::future::Future;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use futures_util::FutureExt;
use futures_util::future::{BoxFuture, Shared};

pub(super) use self::failure::Failure;
use crate::error::BackendError;
use crate::rt::{self, Patience};

/// Limits of time.
#[derive(Debug, Clone, Copy)]
pub(super) struct Limits {
    /// Of an attempt to connect.
    pub(super) connect: Duration,
    /// Of a call.
    pub(super) command: Duration,
}

/// A connection that many calls use at a time, through handles.
pub(super) trait Multiplexed: Clone + Send + 'static {
    /// Whether it is known to have ended.
    fn is_over(&self) -> bool;
}

/// A server, and the connection to it.
pub(super) struct Link<C> {
    /// What the server is, for errors.
    server: &'static str,
    connector: Connector<C>,
    limits: Limits,
    state: Arc<Mutex<State<C>>>,
}

/// Makes a connection.
type Connector<C> = Box<dyn Fn() -> BoxFuture<'static, Result<C, Failure>> + Send + Sync>;

struct State<C> {
    connection: Connection<C>,
    /// Counts connections, so that a late failure of one does not end the next.
    number: u64,
    /// How long nobody tries after the next failed attempt.
    pause: Duration,
}

enum Connection<C> {
    None,
    Live(C),
    Coming(Attempt),
    /// The last attempt failed, and the next one is not due.
    Resting(Failure, Patience),
}

/// An attempt to connect, which goes on when those that wait for it leave.
type Attempt = Shared<BoxFuture<'static, Result<(), Failure>>>;

/// Pauses after failed attempts: each twice as long as the one before.
const FIRST_PAUSE: Duration = Duration::from_millis(50);
const LONGEST_PAUSE: Duration = Duration::from_secs(2);

impl<C: Multiplexed> Link<C> {
    /// A link to a server of this name, with what makes a connection. Nothing is connected.
    pub(super) fn new(
        server: &'static str,
        limits: Limits,
        connector: impl Fn() -> BoxFuture<'static, Result<C, Failure>> + Send + Sync + 'static,
    ) -> Self {
        let state = State { connection: Connection::None, number: 0, pause: FIRST_PAUSE };
        Self { server, connector: Box::new(connector), limits, state: Arc::new(Mutex::new(state)) }
    }

    /// Connects, unless there is a connection.
    pub(super) async fn connect(&self) -> Result<(), BackendError> {
        match self.connection() {
            Ok(_) => Ok(()),
            Err(Absent::Resting(_)) => Ok(self.begin().await?),
            Err(Absent::Coming(attempt)) => Ok(attempt.await?),
        }
    }

    /// Sends a command and waits for its answer; `doing` says in errors what was tried.
    pub(super) async fn run<T, F>(&self, doing: &str, command: impl FnOnce(C) -> F) -> Result<T, BackendError>
    where
        F: Future<Output = Result<T, Failure>>,
    {
        // Known from the start, so that a call without an answer ends the connection that it was sent on.
        let mut used = None;
        let answer = rt::timeout(self.limits.command, async {
            let (connection, number) = self.connected().await?;
            used = Some(number);
            command(connection).await
        });
        let answer = answer.await.unwrap_or_else(|rt::Elapsed| {
            let limit = self.limits.command;
            Err(Failure::timeout(format!("{doing}: no answer within {limit:?}; see `command_timeout`")))
        });
        if let (Err(failure), Some(number)) = (&answer, used)
            && failure.ends_connection
        {
            lock(&self.state).give_up(number);
        }
        Ok(answer?)
    }

    async fn connected(&self) -> Result<(C, u64), Failure> {
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

    fn connection(&self) -> Result<(C, u64), Absent> {
        let state = lock(&self.state);
        match &state.connection {
            Connection::Live(connection) if !connection.is_over() => {
                return Ok((connection.clone(), state.number));
            }
            Connection::Coming(attempt) => return Err(Absent::Coming(attempt.clone())),
            Connection::Resting(failure, rest) if !rest.left().is_zero() => {
                return Err(Absent::Resting(failure.clone()));
            }
            Connection::Live(_) | Connection::Resting(..) | Connection::None => {}
        }
        drop(state);
        Err(Absent::Coming(self.begin()))
    }

    /// Begins an attempt to connect, or joins one that is under way.
    fn begin(&self) -> Attempt {
        let mut state = lock(&self.state);
        match &state.connection {
            Connection::Coming(attempt) => return attempt.clone(),
            // Somebody else was quicker.
            Connection::Live(connection) if !connection.is_over() => {
                return async { Ok(()) }.boxed().shared();
            }
            Connection::Live(_) | Connection::Resting(..) | Connection::None => {}
        }
        let (server, limit) = (self.server, self.limits.connect);
        let (connecting, shared) = ((self.connector)(), Arc::clone(&self.state));
        let attempt = async move {
            let made = rt::timeout(limit, connecting).await.unwrap_or_else(|rt::Elapsed| {
                Err(Failure::timeout(format!(
                    "connecting to {server}: no answer within {limit:?}; see `connect_timeout`"
                )))
            });
            lock(&shared).settle(made)
        };
        let attempt = attempt.boxed().shared();
        if rt::spawn(attempt.clone()) {
            state.connection = Connection::Coming(attempt.clone());
            attempt
        } else {
            let no_runtime = Failure::no_runtime(server);
            async { Err(no_runtime) }.boxed().shared()
        }
    }
}

/// Why there is no connection.
enum Absent {
    Coming(Attempt),
    Resting(Failure),
}

impl<C> State<C> {
    /// An attempt is over.
    fn settle(&mut self, made: Result<C, Failure>) -> Result<(), Failure> {
        match made {
            Ok(connection) => {
                self.connection = Connection::Live(connection);
                self.number += 1;
                self.pause = FIRST_PAUSE;
                Ok(())
            }
            Err(failure) => {
                self.connection = Connection::Resting(failure.clone(), Patience::new(self.pause));
                self.pause = (self.pause * 2).min(LONGEST_PAUSE);
                Err(failure)
            }
        }
    }

    fn give_up(&mut self, number: u64) {
        if self.number == number && matches!(self.connection, Connection::Live(_)) {
            self.connection = Connection::None;
        }
    }
}

/// Nothing that is done under it can panic half-way.
fn lock<C>(state: &Mutex<State<C>>) -> MutexGuard<'_, State<C>> {
    state.lock().unwrap_or_else(PoisonError::into_inner)
}

impl<C: Multiplexed> fmt::Debug for Link<C> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let connected =
            matches!(&lock(&self.state).connection, Connection::Live(connection) if !connection.is_over());
        f.debug_struct("Link")
            .field("connected", &connected)
            .field("limits", &self.limits)
            .finish_non_exhaustive()
    }
}
