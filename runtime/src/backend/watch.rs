//! News of what others change.

use std::any::Any;
use std::fmt;
use std::sync::Arc;

use super::Backend;
use crate::error::BackendError;

/// A backend that tells of changes as they happen, whoever makes them.
pub trait WatchableBackend: Backend {
    /// Tells `watcher` of changes to keys that begin with `prefix` (empty: all keys), until what is returned is dropped.
    ///
    /// Returns at once; the watcher hears [`Change::Live`] when nothing is missed from then on, [`Change::Lost`] when
    /// something may have been missed, and `Live` again after a recovery, which the backend tries for by itself. Until
    /// the first `Live`, nothing is watched. Changes that the watcher's own process makes may be told as well.
    ///
    /// # Errors
    /// [`BackendErrorKind::Permanent`](crate::error::BackendErrorKind::Permanent) when it cannot begin, as without an async runtime. That the server cannot be reached is no
    /// error: then there is no `Live` yet.
    fn watch(&self, prefix: &str, watcher: Arc<dyn Watcher>) -> Result<Watch, BackendError>;
}

/// Who hears of changes.
///
/// Called where the news arrive, so it has to be quick, must not block and must not panic.
pub trait Watcher: Send + Sync {
    /// Something happened. In the order of events, and never from two threads at a time.
    fn on_change(&self, change: Change<'_>);
}

/// What a [`Watcher`] hears.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Change<'a> {
    /// This key was written, deleted, or has expired.
    Key(&'a str),
    /// Any key may have changed, as after the store was emptied.
    All,
    /// From now on every change is told.
    Live,
    /// Changes may have been missed, and may be missed until the next `Live`.
    Lost,
}

/// Keeps a watch going; it ends when this is dropped.
pub struct Watch(#[expect(dead_code, reason = "it is there to be dropped")] Box<dyn Any + Send + Sync>);

impl Watch {
    /// A watch that ends when `guard` is dropped.
    pub fn new(guard: impl Send + Sync + 'static) -> Self {
        Self(Box::new(guard))
    }
}

impl fmt::Debug for Watch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Watch").finish_non_exhaustive()
    }
}
