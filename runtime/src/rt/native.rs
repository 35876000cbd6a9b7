//! Timers and threads of tokio, where a tokio runtime is there to ask.

use std::future::Future;
use std::pin::pin;
use std::task::Poll;
use std::time::Duration;

use tokio::runtime::Handle;

use super::Elapsed;

/// Runs `work` for at most `limit`.
///
/// A future that is ready at once costs no timer. Outside of a tokio runtime there are no timers: then the work
/// has no limit.
pub(crate) async fn timeout<T>(limit: Duration, work: impl Future<Output = T>) -> Result<T, Elapsed> {
    let mut work = pin!(work);
    if let Poll::Ready(done) = std::future::poll_fn(|context| Poll::Ready(work.as_mut().poll(context))).await
    {
        return Ok(done);
    }
    if Handle::try_current().is_err() {
        return Ok(work.await);
    }
    tokio::time::timeout(limit, work).await.map_err(|_| Elapsed)
}

/// Runs `work` where blocking is allowed: on the runtime's blocking threads, or right here when there is no
/// runtime. Dropping the future does not stop work that has begun.
#[cfg(feature = "file")]
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
