//! What the operations share.

use std::io;
use std::path::PathBuf;
use std::sync::{Mutex, MutexGuard, PoisonError};

use super::dir;
use super::entry::{Entry, State};
use super::fault::fault;
use super::ledger::{Caps, Ledger, Usage};
use super::scan;
use crate::error::BackendError;
use crate::rt::Clock;

/// The blocking side of the backend. Every method may wait for the disk.
#[derive(Debug)]
pub(super) struct Store {
    pub(super) dir: PathBuf,
    pub(super) caps: Caps,
    pub(super) durable: bool,
    pub(super) clock: Clock,
    ledger: Mutex<Ledger>,
}

impl Store {
    /// Opens or creates the directory, sweeps it and counts what is there.
    pub(super) fn open(dir: PathBuf, caps: Caps, durable: bool, clock: Clock) -> Result<Self, BackendError> {
        let store = Self { dir, caps, durable, clock, ledger: Mutex::new(Ledger::new(caps)) };
        let opened = dir::open_or_create(&store.dir)?;
        store.sweep(&opened);
        let usage = scan::usage(&opened).map_err(|error| store.fault("count the entries", error))?;
        store.ledger().counted(usage);
        Ok(store)
    }

    /// No panic can leave the numbers half-changed, so a poisoned lock is as good as any.
    pub(super) fn ledger(&self) -> MutexGuard<'_, Ledger> {
        self.ledger.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// What to do with the entry now.
    pub(super) fn judge(&self, entry: &Entry) -> State {
        if entry.len > self.caps.max_bytes {
            // Whoever wrote it has a larger cap, and reading it has no bound. Here it would be evicted at once.
            return State::Foreign;
        }
        entry.state(self.clock.now().unix_ms)
    }

    pub(super) fn usage(&self) -> Usage {
        self.ledger().known()
    }

    /// `operation` completes the sentence "cannot …".
    pub(super) fn fault(&self, operation: &str, error: io::Error) -> BackendError {
        fault(operation, &self.dir, error)
    }
}
