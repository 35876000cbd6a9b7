//! wasm32: the transports bring their own limits of time.

use std::future::Future;
use std::time::Duration;

use super::Elapsed;

pub(crate) async fn timeout<T>(_limit: Duration, work: impl Future<Output = T>) -> Result<T, Elapsed> {
    Ok(work.await)
}

/// Without timers there is no waiting.
pub(crate) async fn sleep(_time: Duration) -> bool {
    false
}

/// Without threads and tasks of our own, nothing is run.
pub(crate) fn spawn<T: Send + 'static>(_work: impl Future<Output = T> + Send + 'static) -> bool {
    false
}

/// How long a caller still waits: without timers it is never used up.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Patience {
    limit: Duration,
}

impl Patience {
    pub(crate) fn new(limit: Duration) -> Self {
        Self { limit }
    }

    pub(crate) fn left(self) -> Duration {
        self.limit
    }
}
