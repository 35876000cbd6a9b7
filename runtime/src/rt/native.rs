//! Timers and threads of tokio, where a tokio runtime is there to ask.

use std::cell::RefCell;
use std::future::{Future, poll_fn};
use std::panic::catch_unwind;
use std::pin::pin;
use std::task::Poll;
use std::time::Duration;

use tokio::runtime::Handle;
pub(crate) use tokio::runtime::Id as RuntimeId;
use tokio::time::{Instant, Sleep};

use super::Elapsed;

/// Runs `work` for at most `limit`.
///
/// A future that is ready at once costs no timer. Where there are no timers, the work has no limit.
pub(crate) async fn timeout<T>(limit: Duration, work: impl Future<Output = T>) -> Result<T, Elapsed> {
    let mut work = pin!(work);
    if let Poll::Ready(done) = poll_fn(|context| Poll::Ready(work.as_mut().poll(context))).await {
        return Ok(done);
    }
    let mut timer = pin!(timer(limit));
    poll_fn(|context| match work.as_mut().poll(context) {
        Poll::Ready(done) => Poll::Ready(Ok(done)),
        Poll::Pending => match timer.as_mut().as_pin_mut() {
            Some(timer) => timer.poll(context).map(|()| Err(Elapsed)),
            None => Poll::Pending,
        },
    })
    .await
}

/// Waits. `false` at once where there are no timers.
pub(crate) async fn sleep(time: Duration) -> bool {
    match timer(time) {
        Some(timer) => {
            timer.await;
            true
        }
        None => false,
    }
}

/// A timer of the runtime that polls this; `None` outside of tokio, and in a runtime that was built without timers.
fn timer(limit: Duration) -> Option<Sleep> {
    thread_local! {
        /// Runtimes without timers are known by the panic of the first attempt, and not asked again.
        static WITHOUT: RefCell<Vec<RuntimeId>> = const { RefCell::new(Vec::new()) };
    }
    let runtime = Handle::try_current().ok()?.id();
    if WITHOUT.with_borrow(|without| without.contains(&runtime)) {
        return None;
    }
    let timer = catch_unwind(|| tokio::time::sleep(limit)).ok();
    if timer.is_none() {
        WITHOUT.with_borrow_mut(|without| without.push(runtime));
    }
    timer
}

/// How long a caller still waits, over several waits.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Patience {
    until: Option<Instant>,
}

impl Patience {
    pub(crate) fn new(limit: Duration) -> Self {
        Self { until: Instant::now().checked_add(limit) }
    }

    pub(crate) fn left(self) -> Duration {
        self.until.map_or(Duration::MAX, |until| until.saturating_duration_since(Instant::now()))
    }
}

/// Runs `work` beside its caller, whether or not somebody waits for it. `false` outside of a tokio runtime, where
/// nothing is run.
pub(crate) fn spawn<T: Send + 'static>(work: impl Future<Output = T> + Send + 'static) -> bool {
    Handle::try_current().map(|runtime| drop(runtime.spawn(work))).is_ok()
}

/// The runtime that was entered last, which polls the caller. Another one can have the same when this one has ended.
#[cfg(feature = "redis")]
pub(crate) fn runtime_id() -> Option<RuntimeId> {
    Handle::try_current().map(|runtime| runtime.id()).ok()
}

/// Lets the tasks run first that are ready to. Unlike tokio's, it goes to the end of the queue, from where another worker
/// can take it when this one is kept busy.
#[cfg(feature = "redis")]
pub(crate) async fn yield_now() {
    let mut has_yielded = false;
    poll_fn(|context| {
        if has_yielded {
            return Poll::Ready(());
        }
        has_yielded = true;
        context.waker().wake_by_ref();
        Poll::Pending
    })
    .await;
}

/// Runs `work` where blocking is allowed: on the runtime's blocking threads, or right here when there is no
/// runtime. Dropping the future does not stop work that has begun.
#[cfg(any(feature = "file", feature = "cachekitio"))]
pub(crate) async fn blocking<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> T {
    let Ok(runtime) = Handle::try_current() else { return work() };
    match runtime.spawn_blocking(work).await {
        Ok(done) => done,
        Err(error) => match error.try_into_panic() {
            Ok(panic) => std::panic::resume_unwind(panic),
            // The runtime is shutting down and polls nobody any more.
            Err(_) => std::future::pending().await,
        },
    }
}
