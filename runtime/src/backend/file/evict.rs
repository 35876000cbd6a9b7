//! Holding the caps, and the removals that go with it.

use std::io::{self, ErrorKind};

use super::entry::{Entry, State};
use super::ledger::Usage;
use super::lock;
use super::name::EntryName;
use super::scan;
use super::store::Store;
use super::sys::{Access, Dir, DirLock, Stat};

impl Store {
    /// Accounts for an entry of `size` bytes that is about to be published, and makes room for it first where this
    /// process has used up its stride.
    ///
    /// An entry larger than a stride is not covered by the room that all writers are left with. For such a one the
    /// directory's lock is taken before counting and returned, so the next one counts this one in.
    pub(super) fn admit<'a>(
        &self,
        dir: &'a Dir,
        name: &EntryName,
        size: u64,
    ) -> io::Result<Option<DirLock<'a>>> {
        let addition = Usage::one(size);
        let mut ledger = self.ledger();
        let mut held = None;
        if !ledger.affords(addition) {
            if !addition.fits(self.caps.stride()) {
                held = Some(lock::of_dir(dir)?);
            }
            ledger.counted(self.make_room(dir, name, addition, held.as_ref())?);
        }
        ledger.add(addition);
        Ok(held)
    }

    /// Counts the directory and evicts until `addition` fits in the place of what has its name now. Answers what
    /// is left, that one included.
    fn make_room(
        &self,
        dir: &Dir,
        name: &EntryName,
        addition: Usage,
        held: Option<&DirLock<'_>>,
    ) -> io::Result<Usage> {
        let replaced = dir.stat(name.as_str())?.map(|stat| Usage::one(stat.len)).unwrap_or_default();
        let usage = scan::usage(dir)?;
        if usage.minus(replaced).plus(addition).fits(self.caps.high()) {
            return Ok(usage);
        }
        let mut entries = scan::oldest_first(dir)?;
        let usage = entries.iter().fold(Usage::default(), |sum, (_, stat)| sum.plus(Usage::one(stat.len)));
        entries.retain(|(other, _)| other != name);
        self.evict(dir, &entries, usage, self.caps.low().minus(addition).plus(replaced), held)
    }

    /// Removes dead entries, then the oldest, until `usage` has come down to `target`.
    fn evict(
        &self,
        dir: &Dir,
        entries: &[(EntryName, Stat)],
        mut usage: Usage,
        target: Usage,
        held: Option<&DirLock<'_>>,
    ) -> io::Result<Usage> {
        for (name, _) in entries {
            if usage.fits(target) {
                return Ok(usage);
            }
            if self.is_dead(dir, name) {
                let removed = under(dir, held, |lock| self.remove_dead(dir, name, lock))?;
                usage = usage.minus(removed.unwrap_or_default());
            }
        }
        for (name, seen) in entries {
            if usage.fits(target) {
                return Ok(usage);
            }
            let removed = under(dir, held, |lock| remove_unchanged(dir, name, *seen, lock))?;
            usage = usage.minus(removed.unwrap_or_default());
        }
        Ok(usage)
    }

    /// An entry that cannot be opened is as good as any other: its age decides.
    fn is_dead(&self, dir: &Dir, name: &EntryName) -> bool {
        let Ok(Some(entry)) = Entry::open(dir, name, Access::Read) else { return false };
        self.judge(&entry) == State::Dead
    }

    /// Removes the entry if what the name leads to now is dead. Answers what that has freed.
    pub(super) fn remove_dead(
        &self,
        dir: &Dir,
        name: &EntryName,
        _: &DirLock<'_>,
    ) -> io::Result<Option<Usage>> {
        let Some(entry) = Entry::open(dir, name, Access::Read)? else { return Ok(None) };
        if self.judge(&entry) != State::Dead {
            return Ok(None);
        }
        unlink(dir, name, entry.len)
    }
}

/// Removes the entry if nobody has written it since it was `seen`. Answers what that has freed.
fn remove_unchanged(dir: &Dir, name: &EntryName, seen: Stat, _: &DirLock<'_>) -> io::Result<Option<Usage>> {
    if dir.stat(name.as_str())? != Some(seen) {
        return Ok(None);
    }
    unlink(dir, name, seen.len)
}

/// SDKs that know nothing of the directory's lock may have been faster.
fn unlink(dir: &Dir, name: &EntryName, len: u64) -> io::Result<Option<Usage>> {
    match dir.remove(name.as_str()) {
        Ok(()) => Ok(Some(Usage::one(len))),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error),
    }
}

/// Runs `removal` under the directory's lock: the one that is held already, or one for this removal alone, so that
/// writers need not wait for an eviction to end.
fn under<T>(
    dir: &Dir,
    held: Option<&DirLock<'_>>,
    removal: impl FnOnce(&DirLock<'_>) -> io::Result<T>,
) -> io::Result<T> {
    match held {
        Some(lock) => removal(lock),
        None => removal(&lock::of_dir(dir)?),
    }
}
