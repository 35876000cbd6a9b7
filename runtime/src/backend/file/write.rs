//! Publishing, refreshing and deleting entries.

use std::io;
use std::time::Duration;

use super::dir;
use super::entry::{Entry, State};
use super::fault::is_not_found;
use super::header::{self, Expiry};
use super::ledger::Usage;
use super::lock;
use super::name::EntryName;
use super::store::Store;
use super::sys::{Access, Dir, DirLock};
use super::temporary::Temporary;
use crate::error::BackendError;

impl Store {
    pub(super) fn set(
        &self,
        name: &EntryName,
        value: &[u8],
        ttl: Option<Duration>,
    ) -> Result<(), BackendError> {
        let expiry = ttl.map_or(Ok(Expiry::NEVER), |ttl| self.expiry(ttl))?;
        let size = (header::LEN as u64).saturating_add(value.len() as u64);
        let max_bytes = self.caps.max_bytes;
        if size > max_bytes {
            return Err(BackendError::permanent(format!(
                "the entry takes {size} bytes on the disk and `max_bytes` is {max_bytes}; raise it, or store less"
            )));
        }
        let publish = || self.publish(name, &header::encode(expiry), value, size);
        // The directory, or our file in it, can be gone under our hands: once is an accident.
        publish().or_else(|error| if is_not_found(&error) { publish() } else { Err(error) })
    }

    fn publish(&self, name: &EntryName, header: &[u8], value: &[u8], size: u64) -> Result<(), BackendError> {
        let dir = dir::open_or_create(&self.dir)?;
        let temporary =
            self.prepare(&dir, name, header, value).map_err(|error| self.fault("write an entry", error))?;
        let held =
            self.admit(&dir, name, size).map_err(|error| self.fault("make room for an entry", error))?;
        let swapped = self.swap_in(&dir, temporary, name, held);
        match &swapped {
            Ok(replaced) => self.ledger().remove(*replaced),
            Err(_) => self.ledger().remove(Usage::one(size)),
        }
        swapped.map(drop)
    }

    fn prepare<'a>(
        &self,
        dir: &'a Dir,
        name: &EntryName,
        header: &[u8],
        value: &[u8],
    ) -> io::Result<Temporary<'a>> {
        let mut temporary = Temporary::create(dir, name, self.clock.now().unix_ms)?;
        temporary.write(header)?;
        temporary.write(value)?;
        if self.durable {
            temporary.flush()?;
        }
        Ok(temporary)
    }

    /// Makes the file the entry of that name. Answers what it has replaced.
    fn swap_in(
        &self,
        dir: &Dir,
        temporary: Temporary<'_>,
        name: &EntryName,
        held: Option<DirLock<'_>>,
    ) -> Result<Usage, BackendError> {
        let failed = |error| self.fault("publish an entry", error);
        let lock = held.map_or_else(|| lock::of_dir(dir), Ok).map_err(failed)?;
        let replaced = dir.stat(name.as_str()).map_err(failed)?;
        if replaced.is_some_and(|stat| !stat.is_regular) {
            let path = self.dir.join(name.as_str());
            return Err(BackendError::permanent(format!(
                "`{}` is not a regular file; remove it",
                path.display()
            )));
        }
        temporary.publish(name, &lock).map_err(failed)?;
        Ok(replaced.map(|stat| Usage::one(stat.len)).unwrap_or_default())
    }

    pub(super) fn refresh(&self, name: &EntryName, ttl: Duration) -> Result<bool, BackendError> {
        let expiry = self.expiry(ttl)?;
        let Some(dir) = dir::open(&self.dir)? else { return Ok(false) };
        self.restamp(&dir, name, expiry).map_err(|error| self.fault("refresh an entry", error))
    }

    fn restamp(&self, dir: &Dir, name: &EntryName, expiry: Expiry) -> io::Result<bool> {
        let lock = lock::of_dir(dir)?;
        let Some(entry) = Entry::open(dir, name, Access::Change)? else { return Ok(false) };
        if !matches!(self.judge(&entry), State::Live(_)) {
            return Ok(false);
        }
        entry.stamp(expiry, &lock)?;
        Ok(true)
    }

    pub(super) fn delete(&self, name: &EntryName) -> Result<bool, BackendError> {
        let Some(dir) = dir::open(&self.dir)? else { return Ok(false) };
        let removed = self.unlink(&dir, name).map_err(|error| self.fault("delete an entry", error))?;
        let Some((was, freed)) = removed else { return Ok(false) };
        self.ledger().remove(freed);
        Ok(was != State::Dead)
    }

    fn unlink(&self, dir: &Dir, name: &EntryName) -> io::Result<Option<(State, Usage)>> {
        if dir.stat(name.as_str())?.is_none() {
            return Ok(None);
        }
        let _lock = lock::of_dir(dir)?;
        let Some(entry) = Entry::open(dir, name, Access::Read)? else { return Ok(None) };
        let was = self.judge(&entry);
        match dir.remove(name.as_str()) {
            Ok(()) => Ok(Some((was, Usage::one(entry.len)))),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(error),
        }
    }

    fn expiry(&self, ttl: Duration) -> Result<Expiry, BackendError> {
        if ttl > Expiry::MAX_TTL {
            return Err(BackendError::permanent(
                "a lifetime of more than ten years; shorten it, or give none and the entry never expires",
            ));
        }
        Ok(Expiry::after(ttl, self.clock.now().unix_ms))
    }
}
