//! Reads of single keys that many callers ask a server for at one time, gathered into pipelines.
//!
//! What a command costs in this process is the same however little it asks for: a place in the connection's queue, a
//! note of who waits for the answer, a timer, wake-ups of two tasks. A pipeline costs that once. It is one of `GET` and
//! not an `MGET`, so each key has its own error, and users need to be allowed no more.
//!
//! Where few reads are under way, each is sent at once, by its caller. Of many, one opens a batch and spawns the task
//! that sends it, when it is full or those tasks have run that are ready to: what they ask for goes along. Batches do
//! not wait for the answers to earlier ones, but each lets the connection write it before the next is handed over: so the
//! server has something to do while this process goes on. Many reads that are under way need not be asked for at one
//! time: where a batch stays small, it was not worth its task, and reads go by themselves for a while.
//!
//! A caller's limit of time is its own, whatever becomes of the batch; the batch has one too, and a connection that does
//! not answer within it is given up. A batch is of callers of one runtime, so that its task is driven where they are. A
//! caller whose batch is dropped with its runtime, or has lost its connection, or that goes on in another runtime, sends
//! its read once more by itself. One that leaves is not waited for.

use std::fmt;
use std::future::{Future, poll_fn};
use std::pin::{Pin, pin};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::Poll;
use std::time::Duration;

use redis::{Cmd, Pipeline};
use tokio::sync::oneshot;

use super::link::{Link, Stop};
use super::request::{Get, Held, Try};
use super::wire::Wire;
use crate::backend::link::Failure;
use crate::rt;

/// As long as no more reads are under way, none begins to gather them: it would cost more than it spares.
const ALONE: usize = 8;

/// A batch of so many was worth it.
const WORTH: usize = 4;

/// After one that was not, so many reads of many go by themselves before another is tried.
const PAUSE: usize = 64;

/// So many are in one batch at most: its first answer is told with its last, and a larger one hardly costs less.
const MOST: usize = 64;

/// How long a batch waits for the one before it to be handed over, which takes some microseconds.
const TURN: Duration = Duration::from_millis(1);

/// The reads of one server that are under way.
pub(super) struct AutoPipeline {
    /// How many there are.
    under_way: AtomicUsize,
    /// How many more of many reads go by themselves. At 0, as long as batches are worth it, all go together.
    pause: AtomicUsize,
    gathering: Mutex<Gathering>,
    /// Of the batch that is handed over.
    turn: tokio::sync::Mutex<()>,
}

struct Gathering {
    /// Those that nobody has sent yet: of a runtime, all but the last are full.
    open: Vec<Batch>,
    /// Counts batches.
    number: u64,
}

/// Reads that go together.
struct Batch {
    number: u64,
    runtime: rt::RuntimeId,
    /// It takes what was too much for another.
    is_rest: bool,
    commands: Pipeline,
    /// In the order of the commands.
    callers: Vec<oneshot::Sender<Answer>>,
}

type Answer = Result<Held, Stop>;

/// Sends a `GET`, by itself or with others, and waits for the answer as long as a call may take.
pub(super) async fn get(link: &Arc<Link>, command: Cmd) -> Answer {
    let reads = link.reads();
    let _under_way = UnderWay::new(&reads.under_way);
    if reads.go_together()
        && let Some(runtime) = rt::runtime_id()
    {
        let (answer, opened) = reads.gathering().join(runtime, command);
        if let Some(number) = opened {
            rt::spawn(Opened { link: Arc::clone(link), number }.send());
        }
        let mut answer = answer;
        let heard = poll_fn(|context| match rt::runtime_id() {
            Some(here) if here == runtime => Pin::new(&mut answer).poll(context).map(Result::ok),
            // The caller was taken to another runtime, and nobody may drive this one any more.
            _ => Poll::Ready(None),
        });
        let limit = link.limits().command;
        return match rt::timeout(limit, heard).await {
            Ok(answer) => answer.unwrap_or_else(|| Err(Stop::Failed(dropped()))),
            Err(rt::Elapsed) => Err(Stop::Failed(Failure::late(Get::DOING, limit))),
        };
    }
    link.attempt(Get::DOING, Try::First, |wire| wire.query(&command)).await
}

/// The runtime of a batch has ended, or its caller has left it.
fn dropped() -> Failure {
    Failure { ends_connection: true, ..Failure::transient("GET: the connection was lost") }
}

/// Counts a read for as long as its caller waits.
struct UnderWay<'a>(&'a AtomicUsize);

impl<'a> UnderWay<'a> {
    fn new(count: &'a AtomicUsize) -> Self {
        count.fetch_add(1, Ordering::Relaxed);
        Self(count)
    }
}

impl Drop for UnderWay<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}

impl AutoPipeline {
    pub(super) fn new() -> Self {
        Self {
            under_way: AtomicUsize::new(0),
            pause: AtomicUsize::new(1),
            gathering: Mutex::new(Gathering { open: Vec::new(), number: 0 }),
            turn: tokio::sync::Mutex::new(()),
        }
    }

    /// Whether one more read goes together with others.
    fn go_together(&self) -> bool {
        let pause = self.pause.load(Ordering::Relaxed);
        if pause > 0 && self.under_way.load(Ordering::Relaxed) > ALONE {
            // Whoever else changes it meanwhile knows as much.
            let _ = self.pause.compare_exchange(pause, pause - 1, Ordering::Relaxed, Ordering::Relaxed);
        }
        pause == 0
    }

    /// Learns from a batch that is sent.
    fn judge(&self, batch: &Batch) {
        if !batch.is_rest {
            let pause = if batch.callers.len() < WORTH { PAUSE } else { 0 };
            self.pause.store(pause, Ordering::Relaxed);
        }
    }

    fn gathering(&self) -> MutexGuard<'_, Gathering> {
        // Nothing that is done under it can panic half-way.
        self.gathering.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Gathering {
    /// Adds a read to an open batch. It opens another one where there is none, whose number it then returns: the caller
    /// has to see to it that it is sent.
    fn join(&mut self, runtime: rt::RuntimeId, command: Cmd) -> (oneshot::Receiver<Answer>, Option<u64>) {
        let (caller, answer) = oneshot::channel();
        let last = self.open.iter_mut().rev().find(|batch| batch.runtime == runtime);
        let is_rest = last.is_some();
        if let Some(batch) = last.filter(|batch| batch.callers.len() < MOST) {
            batch.commands.add_command(command);
            batch.callers.push(caller);
            return (answer, None);
        }
        self.number += 1;
        let mut commands = Pipeline::new();
        commands.ignore_errors().add_command(command);
        self.open.push(Batch { number: self.number, runtime, is_rest, commands, callers: vec![caller] });
        (answer, Some(self.number))
    }

    fn is_full(&self, number: u64) -> bool {
        self.open.iter().any(|batch| batch.number == number && batch.callers.len() >= MOST)
    }

    fn close(&mut self, number: u64) -> Option<Batch> {
        let place = self.open.iter().position(|batch| batch.number == number)?;
        Some(self.open.remove(place))
    }
}

/// A batch that has to be sent. Dropped before, it is closed, and its callers are told so.
struct Opened {
    link: Arc<Link>,
    number: u64,
}

impl Opened {
    async fn send(self) {
        let reads = self.link.reads();
        if !reads.gathering().is_full(self.number) {
            rt::yield_now().await;
        }
        // Another runtime can hold it that nobody drives.
        let turn = rt::timeout(TURN, reads.turn.lock()).await.ok();
        let Some(batch) = reads.gathering().close(self.number) else { return };
        if batch.callers.iter().all(oneshot::Sender::is_closed) {
            return;
        }
        reads.judge(&batch);
        let commands = &batch.commands;
        let send = |wire: Wire| async move { wire.query_all::<Held>(commands).await };
        let mut sent = pin!(self.link.attempt(Get::DOING, Try::First, send));
        let answers = match poll_once(sent.as_mut()).await {
            Poll::Ready(answers) => answers,
            Poll::Pending => {
                // What writes to a connection that is there is among the tasks that are ready now.
                rt::yield_now().await;
                drop(turn);
                sent.await
            }
        };
        let whole = match answers {
            Ok(answers) if answers.len() == batch.callers.len() => {
                for (caller, answer) in batch.callers.into_iter().zip(answers) {
                    // Whoever has left does not need it any more.
                    let _ = caller.send(answer.map_err(|error| Stop::of(Get::DOING, &error)));
                }
                return;
            }
            Ok(_) => Stop::Failed(Failure::permanent("GET: the answer makes no sense")),
            Err(stop) => stop,
        };
        for caller in batch.callers {
            let _ = caller.send(Err(whole.clone()));
        }
    }
}

impl Drop for Opened {
    fn drop(&mut self) {
        let batch = self.link.reads().gathering().close(self.number);
        // Not under the lock: it wakes its callers.
        drop(batch);
    }
}

/// Has a future begin, and says whether that was all.
async fn poll_once<F: Future>(mut future: Pin<&mut F>) -> Poll<F::Output> {
    poll_fn(|context| Poll::Ready(future.as_mut().poll(context))).await
}

/// Without the commands, which hold keys.
impl fmt::Debug for AutoPipeline {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("AutoPipeline").field("under_way", &self.under_way).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use redis::cmd;
    use tokio::runtime::Builder;

    use super::*;

    fn runtime_id() -> rt::RuntimeId {
        Builder::new_current_thread().build().expect("a runtime").handle().id()
    }

    fn gathering() -> Gathering {
        Gathering { open: Vec::new(), number: 0 }
    }

    #[test]
    fn a_full_batch_is_followed_by_another() {
        let (mut gathering, runtime) = (gathering(), runtime_id());
        let mut join = || gathering.join(runtime, cmd("GET"));
        let joined: Vec<_> = (0..=2 * MOST).map(|_| join()).collect();
        let opened: Vec<_> = (0..).zip(&joined).filter(|(_, (_, opened))| opened.is_some()).collect();
        assert_eq!(opened.iter().map(|(nth, _)| *nth).collect::<Vec<_>>(), [0, MOST, 2 * MOST]);
        let sizes = (1..=4).map(|number| gathering.close(number).map(|batch| batch.callers.len()));
        assert_eq!(sizes.collect::<Vec<_>>(), [Some(MOST), Some(MOST), Some(1), None]);
    }

    #[test]
    fn callers_of_two_runtimes_share_no_batch() {
        let mut gathering = gathering();
        let (one, other) = (runtime_id(), runtime_id());
        let opened = [one, other, one, other].map(|runtime| gathering.join(runtime, cmd("GET")).1);
        assert_eq!(opened, [Some(1), Some(2), None, None]);
    }

    #[test]
    fn a_batch_that_is_not_sent_tells_its_callers() {
        let mut gathering = gathering();
        let (mut answer, opened) = gathering.join(runtime_id(), cmd("GET"));
        assert!(answer.try_recv().is_err_and(|error| error == oneshot::error::TryRecvError::Empty));
        drop(opened.and_then(|number| gathering.close(number)));
        assert!(answer.try_recv().is_err_and(|error| error == oneshot::error::TryRecvError::Closed));
    }
}
