//! Who wants to know of changes in a [`MemoryBackend`](super::MemoryBackend).

use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};

use crate::backend::{Change, Watch, Watcher};

/// Everybody that watches. The lock is held while they are told, so that they are told one thing after the other.
#[derive(Default)]
pub(super) struct Watchers(Mutex<Vec<Weak<Ear>>>);

/// A watcher that may be told, for as long as its [`Watch`] is kept.
struct Ear {
    prefix: Box<str>,
    watcher: Arc<dyn Watcher>,
}

impl Watchers {
    /// Tells the watcher of changes from now on, and first that it does.
    pub(super) fn add(&self, prefix: &str, watcher: Arc<dyn Watcher>) -> Watch {
        let ear = Arc::new(Ear { prefix: prefix.into(), watcher });
        let mut ears = self.ears();
        ears.retain(|ear| ear.strong_count() > 0);
        ears.push(Arc::downgrade(&ear));
        ear.watcher.on_change(Change::Live);
        Watch::new(ear)
    }

    /// The key was changed.
    pub(super) fn tell(&self, key: &str) {
        for ear in self.ears().iter().filter_map(Weak::upgrade) {
            if key.starts_with(&*ear.prefix) {
                ear.watcher.on_change(Change::Key(key));
            }
        }
    }

    fn ears(&self) -> MutexGuard<'_, Vec<Weak<Ear>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
