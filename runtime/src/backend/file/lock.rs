//! Waiting for the two locks: the directory's and a file's.
//!
//! **The directory's lock** (`flock` on the directory itself, so there is no lock file to leave behind) is held
//! exclusively for every change of a name: for the rename that publishes an entry, and for each removal from the
//! last look at the file to its unlinking. So no removal of ours takes a newer entry with it. The kernel
//! serializes changes of one directory anyway, hence one lock and no stripes. No value is written or flushed while
//! it is held, and no read waits for it: a read that meets an expired entry removes it if the lock is free.
//!
//! **A file's lock** guards the eight bytes of the expiry, the only ones that ever change in a published file. A
//! reader shares it while it reads the header, `refresh_ttl` excludes others while it writes the stamp: a few
//! microseconds each, because the published SDKs report an error when they meet it.
//!
//! The ledger's mutex comes first: nobody asks for it while holding the directory's lock.

use std::fs::File;
use std::io;
use std::thread;
use std::time::Duration;

use super::sys::{self, Dir, DirLock, Lock};

/// Longer than anything we do under a lock: whoever holds it so long was stopped.
const PATIENCE: Duration = Duration::from_secs(10);
const SHORTEST_NAP: Duration = Duration::from_micros(50);
const LONGEST_NAP: Duration = Duration::from_millis(2);
/// Tries that only give way to other threads: most locks are free again by then.
const YIELDS: u32 = 16;

/// The directory's lock.
///
/// # Errors
/// `TimedOut` when it is not to be had, and what the system reports.
pub(super) fn of_dir(dir: &Dir) -> io::Result<DirLock<'_>> {
    patiently(|| dir.try_lock())
}

/// Runs `work` under the file's lock.
///
/// # Errors
/// `TimedOut` when the lock is not to be had, what the system reports, and those of `work`.
pub(super) fn with_file<T>(file: &File, kind: Lock, work: impl FnOnce() -> io::Result<T>) -> io::Result<T> {
    take(file, kind)?;
    let done = work();
    sys::unlock(file);
    done
}

/// Takes the file's lock, until it is unlocked or closed.
///
/// # Errors
/// `TimedOut` when it is not to be had, and what the system reports.
pub(super) fn take(file: &File, kind: Lock) -> io::Result<()> {
    patiently(|| Ok(sys::try_lock(file, kind)?.then_some(())))
}

fn patiently<T>(mut attempt: impl FnMut() -> io::Result<Option<T>>) -> io::Result<T> {
    for _ in 0..YIELDS {
        if let Some(lock) = attempt()? {
            return Ok(lock);
        }
        thread::yield_now();
    }
    let (mut waited, mut nap) = (Duration::ZERO, SHORTEST_NAP);
    while waited < PATIENCE {
        if let Some(lock) = attempt()? {
            return Ok(lock);
        }
        thread::sleep(nap);
        waited += nap;
        nap = (nap * 2).min(LONGEST_NAP);
    }
    Err(io::ErrorKind::TimedOut.into())
}
