//! Finding entries.

use std::time::Duration;

use super::dir;
use super::entry::{Entry, State};
use super::header::Expiry;
use super::name::EntryName;
use super::store::Store;
use super::sys::{Access, Dir};
use crate::error::BackendError;

impl Store {
    pub(super) fn get(&self, name: &EntryName) -> Result<Option<Vec<u8>>, BackendError> {
        let Some((entry, _)) = self.find(name)? else { return Ok(None) };
        entry.payload().map_err(|error| self.fault("read an entry", error))
    }

    pub(super) fn exists(&self, name: &EntryName) -> Result<bool, BackendError> {
        Ok(self.find(name)?.is_some())
    }

    pub(super) fn ttl(&self, name: &EntryName) -> Result<Option<Duration>, BackendError> {
        let found = self.find(name)?;
        Ok(found.and_then(|(_, expiry)| expiry.remaining(self.clock.now().unix_ms)))
    }

    /// The live entry of that name. A dead one is removed on the way, if the directory's lock is free.
    fn find(&self, name: &EntryName) -> Result<Option<(Entry, Expiry)>, BackendError> {
        let Some(dir) = dir::open(&self.dir)? else { return Ok(None) };
        let opened = Entry::open(&dir, name, Access::Read);
        let Some(entry) = opened.map_err(|error| self.fault("read an entry", error))? else {
            return Ok(None);
        };
        match self.judge(&entry) {
            State::Live(expiry) => Ok(Some((entry, expiry))),
            State::Dead => {
                self.bury(&dir, name);
                Ok(None)
            }
            State::Foreign => Ok(None),
        }
    }

    /// Removes a dead entry. Failing is no matter: it stays a miss, and eviction meets it again.
    fn bury(&self, dir: &Dir, name: &EntryName) {
        let Ok(Some(lock)) = dir.try_lock() else { return };
        let removed = self.remove_dead(dir, name, &lock);
        drop(lock);
        if let Ok(Some(removed)) = removed {
            self.ledger().remove(removed);
        }
    }
}
