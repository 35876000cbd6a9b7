//! The runtime that a connection lives in.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use tokio::sync::oneshot;

use crate::rt;

/// Knows whether the runtime is still there in which it was made: what drives a connection ends with it, and nobody is
/// told. A client in a `static` can outlive many of them, as when each test has its own.
#[derive(Clone)]
pub(super) struct Home(Arc<Inhabited>);

struct Inhabited {
    is_gone: Arc<AtomicBool>,
    /// Dropped with the last handle, it ends the task that waits for the runtime's end.
    _stay: oneshot::Sender<()>,
}

/// Dropped with the task that holds it: its runtime is shut down.
struct Tenant(Arc<AtomicBool>);

impl Home {
    /// The runtime of the caller.
    pub(super) fn here() -> Self {
        let (stay, left) = oneshot::channel::<()>();
        let is_gone = Arc::new(AtomicBool::new(false));
        let tenant = Tenant(Arc::clone(&is_gone));
        rt::spawn(async move {
            let _tenant = tenant;
            // Either way: nobody needs to know any more.
            let _ = left.await;
        });
        Self(Arc::new(Inhabited { is_gone, _stay: stay }))
    }

    pub(super) fn is_gone(&self) -> bool {
        self.0.is_gone.load(Ordering::Acquire)
    }
}

impl Drop for Tenant {
    fn drop(&mut self) {
        self.0.store(true, Ordering::Release);
    }
}
