//! What keeps L1 close to a backend that others write to as well: lifetimes alone, or news of every change.
//!
//! News are taken in this order, so that nothing older than them is served or comes back after they were taken: first
//! the fence advances, and whoever has read before is refused from then on; then L1 is emptied. Whether news arrive at
//! all is known before either: what is put into L1 asks for it under the lock of the fence, so an entry either stands
//! there before the fence advances, and is dropped, or knows that it is on its own.

use std::fmt;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, OnceLock, Weak};
use std::time::Duration;

use super::Shared;
use super::region::millis;
use crate::backend::{Change, Watch, Watcher};
use crate::error::CachekitError;
use crate::stats::{CoherenceStats, Counter};

/// How L1 learns that somebody else has changed an entry in the backend.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Coherence {
    /// It does not. An entry of a backend that is shared stays in L1 for 30 seconds at most, unless `l1_ttl` says
    /// something else, which bounds how stale a read can be.
    #[default]
    Ttl,
    /// The backend tells of every change, and L1 keeps an entry for its whole lifetime. Whoever makes the change:
    /// another process, another SDK, a person at a console. For backends that can tell, such as Redis.
    ///
    /// Build the client in the tokio runtime that stays: when it is shut down, nobody listens any more.
    ///
    /// While nothing can be heard, as after the connection was lost, L1 is emptied and keeps entries for 30 seconds at
    /// most, as with [`Ttl`](Self::Ttl). The same always holds for entries of interop regions on a client with a
    /// namespace, since their keys are not the client's, and for a loaded value that the backend could not take: nobody
    /// tells when another process deletes what is not there.
    ///
    /// What it cannot see: a connection that died without a sign is noticed after two seconds; so is, of a Redis cluster,
    /// a node that takes slots for the first time or takes the place of a silent one, and until then its changes are
    /// not told. While a cluster is split, a write that is made on the other side is told when the sides meet. And a
    /// delete of what is not there is told to nobody, so a load that is under way in another process still serves those
    /// that wait for it.
    ///
    /// A change that this client made is told, too, and drops its own entry from L1: the next read asks the backend
    /// once.
    Push,
}

/// While nobody tells of changes, the longest that an entry of a shared backend stays in L1.
pub(super) const UNTOLD_L1_TTL: Duration = Duration::from_secs(30);

/// Whether changes are told, and how many were.
pub(crate) struct News {
    /// `None`: nobody was asked to tell.
    told: Option<Told>,
}

#[derive(Default)]
struct Told {
    is_live: AtomicBool,
    changes: Counter,
    losses: Counter,
    /// Ends with the client.
    watch: OnceLock<Watch>,
}

impl News {
    pub(super) fn new(coherence: Coherence) -> Self {
        let told = match coherence {
            Coherence::Ttl => None,
            Coherence::Push => Some(Told::default()),
        };
        Self { told }
    }

    /// The most that L1 may keep an entry that is put there now, in milliseconds, where the rest has been said.
    /// Asked under the lock of the fence.
    pub(super) fn l1_cap_ms(&self, is_told: bool) -> u64 {
        match &self.told {
            Some(told) if !is_told || !told.is_live.load(Ordering::SeqCst) => millis(UNTOLD_L1_TTL),
            _ => u64::MAX,
        }
    }

    pub(super) fn stats(&self) -> Option<CoherenceStats> {
        self.told.as_ref().map(|told| CoherenceStats {
            is_live: told.is_live.load(Ordering::SeqCst),
            changes: told.changes.get(),
            losses: told.losses.get(),
        })
    }
}

/// Asks the backend for news, where the client wants them.
pub(super) fn watch(client: &Arc<Shared>) -> Result<(), CachekitError> {
    let Some(told) = &client.news.told else { return Ok(()) };
    let Some(watchable) = client.backend.watchable() else {
        return Err(CachekitError::Config(
            "`coherence(Push)` needs a backend that tells of changes, such as Redis or memory; this one does not"
                .to_owned(),
        ));
    };
    let prefix = client.namespace.as_ref().map_or_else(String::new, |namespace| format!("{namespace}:"));
    let watch = watchable.watch(&prefix, Arc::new(Listener(Arc::downgrade(client))))?;
    // Set by nobody else.
    let _ = told.watch.set(watch);
    Ok(())
}

/// The client's ear, which does not keep it alive.
struct Listener(Weak<Shared>);

impl Watcher for Listener {
    fn on_change(&self, change: Change<'_>) {
        let Some(client) = self.0.upgrade() else { return };
        let Some(told) = &client.news.told else { return };
        match change {
            Change::Key(key) => {
                told.changes.one();
                client.fence.advance(client.fence.place(key), || client.evict(key));
            }
            Change::All => {
                told.changes.one();
                client.forget_all();
            }
            Change::Live => {
                told.is_live.store(true, Ordering::SeqCst);
                client.forget_all();
            }
            Change::Lost => {
                told.losses.one();
                told.is_live.store(false, Ordering::SeqCst);
                client.forget_all();
            }
        }
    }
}

impl Shared {
    /// Leaves nothing in L1, and refuses what was read before now.
    fn forget_all(&self) {
        self.fence.advance_all();
        self.bytes.clear();
        self.registry.clear();
    }
}

impl fmt::Debug for News {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.stats().fmt(f)
    }
}
