//! A connection to a server: made once for all callers, given up when it is of no use, and made again.

mod failure;
mod home;
mod limits;

use std::fmt;
use std::future::Future;
use std::pin::pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use futures_util::FutureExt;
use futures_util::future::{BoxFuture, Shared};

pub(super) use self::failure::Failure;
use self::home::Home;
pub(super) use self::limits::Limits;
use crate::rt::{self, Patience};

/// A connection that many calls use at a time, through handles.
pub(super) trait Multiplexed: Clone + Send + 'static {
    /// Whether it is known to have ended.
    fn is_over(&self) -> bool;

    /// Asks the server for anything, and ends with whether it has answered. `None`: the connection finds out by itself
    /// when it has ended or the server is silent.
    fn probe(&self) -> Option<BoxFuture<'static, bool>>;
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
    /// Until when the connection has time to show that it is alive.
    asked: Option<Patience>,
    /// Until when it counts as alive, since it was used.
    in_use: Patience,
}

enum Connection<C> {
    None,
    Live(C, Home),
    Coming(Attempt),
    /// The last attempt failed, and the next one is not due.
    Resting(Failure, Patience),
}

/// An attempt to connect, which goes on when those that wait for it leave.
type Attempt = Shared<BoxFuture<'static, Result<(), Failure>>>;

/// Pauses after failed attempts: each twice as long as the one before.
const FIRST_PAUSE: Duration = Duration::from_millis(50);
const LONGEST_PAUSE: Duration = Duration::from_secs(2);

/// A connection that nobody has used for so long is asked whether it is alive before it is used: servers, and what stands
/// before them, close those that are idle, and a write cannot be sent again when nobody knows what became of it.
const IDLE: Duration = Duration::from_secs(1);

impl<C: Multiplexed> Link<C> {
    /// A link to a server of this name, with what makes a connection. Nothing is connected.
    pub(super) fn new(
        server: &'static str,
        limits: Limits,
        connector: impl Fn() -> BoxFuture<'static, Result<C, Failure>> + Send + Sync + 'static,
    ) -> Self {
        let state = State {
            connection: Connection::None,
            number: 0,
            pause: FIRST_PAUSE,
            asked: None,
            in_use: Patience::new(IDLE),
        };
        Self { server, connector: Box::new(connector), limits, state: Arc::new(Mutex::new(state)) }
    }

    pub(super) fn limits(&self) -> Limits {
        self.limits
    }

    /// Connects, unless there is a connection.
    pub(super) async fn connect(&self) -> Result<(), Failure> {
        match self.connection() {
            Ok(_) => Ok(()),
            Err(Absent::Resting(_)) => self.begin().await,
            Err(Absent::Coming(attempt)) => attempt.await,
        }
    }

    /// Sends a command and waits for its answer within `limit`, which is that of a call or what is left of it; `doing`
    /// says in errors what was tried.
    pub(super) async fn run<T, F>(
        &self,
        doing: &str,
        limit: Duration,
        command: impl FnOnce(C) -> F,
    ) -> Result<T, Failure>
    where
        F: Future<Output = Result<T, Failure>>,
    {
        // Known from the start, so that a call without an answer ends the connection that it was sent on.
        let mut call = Call { link: self, sent_on: None };
        let answer = {
            // In its place from the start: a future that is handed on and awaited takes room for each of the two.
            let sent = pin!(async {
                let (connection, number) = self.connected().await?;
                call.sent_on = Some(number);
                command(connection).await
            });
            rt::timeout(limit, sent).await
        };
        let answer = answer.unwrap_or_else(|rt::Elapsed| Err(Failure::late(doing, self.limits.command)));
        if let (Err(failure), Some(number)) = (&answer, call.sent_on.take())
            && failure.ends_connection
        {
            lock(&self.state).give_up(number);
        }
        answer
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
        let mut state = lock(&self.state);
        match &state.connection {
            Connection::Live(connection, _) if state.is_usable() && !state.is_idle() => {
                let live = (connection.clone(), state.number);
                state.in_use = Patience::new(IDLE);
                return Ok(live);
            }
            Connection::Coming(attempt) => return Err(Absent::Coming(attempt.clone())),
            Connection::Resting(failure, rest) if !rest.left().is_zero() => {
                return Err(Absent::Resting(failure.clone()));
            }
            Connection::Live(..) | Connection::Resting(..) | Connection::None => {}
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
            Connection::Live(..) if state.is_usable() && !state.is_idle() => {
                return async { Ok(()) }.boxed().shared();
            }
            Connection::Live(..) | Connection::Resting(..) | Connection::None => {}
        }
        let idle = match &state.connection {
            Connection::Live(connection, home) if state.is_usable() => {
                Some((connection.clone(), home.clone()))
            }
            _ => None,
        };
        let (server, limit) = (self.server, self.limits.connect);
        let (connecting, shared) = ((self.connector)(), Arc::clone(&self.state));
        let time_to_answer = self.limits.command / 2;
        let attempt = async move {
            if let Some((connection, home)) = idle
                && let Some(probe) = connection.probe()
                && let Ok(true) = rt::timeout(time_to_answer, probe).await
            {
                return lock(&shared).settle(Ok((connection, home)));
            }
            let made = rt::timeout(limit, connecting).await.unwrap_or_else(|rt::Elapsed| {
                Err(Failure::timeout(format!(
                    "connecting to {server}: no answer within {limit:?}; see `connect_timeout`"
                )))
            });
            lock(&shared).settle(made.map(|connection| (connection, Home::here())))
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

/// A call that is under way.
struct Call<'a, C: Multiplexed> {
    link: &'a Link<C>,
    /// The number of the connection.
    sent_on: Option<u64>,
}

impl<C: Multiplexed> Drop for Call<'_, C> {
    /// Given up by its caller, who may have waited for long. Whether the connection is to blame, it is asked itself: a
    /// caller that is always in more of a hurry than our limit would keep a dead one for ever.
    fn drop(&mut self) {
        let Some(number) = self.sent_on.take() else { return };
        let (limit, shared) = (self.link.limits.command, Arc::clone(&self.link.state));
        let asked = lock(&shared).begins_to_ask(number, limit);
        let Some(probe) = asked.and_then(|connection| connection.probe()) else { return };
        rt::spawn(async move {
            if !matches!(rt::timeout(limit, probe).await, Ok(true)) {
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

impl<C: Multiplexed> State<C> {
    /// An attempt is over.
    fn settle(&mut self, made: Result<(C, Home), Failure>) -> Result<(), Failure> {
        match made {
            Ok((connection, home)) => {
                self.connection = Connection::Live(connection, home);
                self.number += 1;
                self.pause = FIRST_PAUSE;
                self.asked = None;
                self.in_use = Patience::new(IDLE);
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
    fn begins_to_ask(&mut self, number: u64, limit: Duration) -> Option<C> {
        let connection = self.live(number)?.clone();
        if self.asked.is_some_and(|asked| !asked.left().is_zero()) {
            return None;
        }
        self.asked = Some(Patience::new(limit));
        Some(connection)
    }

    /// Whether there is a connection that nobody knows to have ended.
    fn is_usable(&self) -> bool {
        matches!(&self.connection, Connection::Live(connection, home) if !connection.is_over() && !home.is_gone())
    }

    /// Whether the connection may have ended without anybody having noticed.
    fn is_idle(&self) -> bool {
        match &self.connection {
            Connection::Live(connection, _) => self.in_use.left().is_zero() && connection.probe().is_some(),
            _ => false,
        }
    }

    fn give_up(&mut self, number: u64) {
        if self.live(number).is_some() {
            self.connection = Connection::None;
        }
    }

    fn live(&self, number: u64) -> Option<&C> {
        match &self.connection {
            Connection::Live(connection, _) if self.number == number => Some(connection),
            _ => None,
        }
    }
}

/// Nothing that is done under it can panic half-way.
fn lock<C>(state: &Mutex<State<C>>) -> MutexGuard<'_, State<C>> {
    state.lock().unwrap_or_else(PoisonError::into_inner)
}

impl<C: Multiplexed> fmt::Debug for Link<C> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let connected = lock(&self.state).is_usable();
        f.debug_struct("Link")
            .field("connected", &connected)
            .field("limits", &self.limits)
            .finish_non_exhaustive()
    }
}
