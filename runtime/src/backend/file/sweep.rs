//! Temporary files that nobody will finish.

use std::io;

use super::lock;
use super::name;
use super::store::Store;
use super::sys::{self, Access, Dir, Stat, Writer};

/// Writers that cannot be told dead from alive are given this long after their last byte.
const GRACE_NS: i128 = 60 * 1_000_000_000;

impl Store {
    /// Removes what dead writers have left. The directory is as usable if that fails, for instance because it may
    /// only be read: the next open tries again.
    pub(super) fn sweep(&self, dir: &Dir) {
        // Our writers give up their file's lock just before the rename: this lock waits for that.
        let Ok(_lock) = lock::of_dir(dir) else { return };
        let Ok(names) = dir.names() else { return };
        for name in names.flatten() {
            if let Some(pid) = name::writer_of_temporary(&name) {
                let _ = self.sweep_one(dir, &name, pid);
            }
        }
    }

    fn sweep_one(&self, dir: &Dir, name: &str, pid: u32) -> io::Result<()> {
        let Some(file) = dir.open_file(name, Access::Read)? else { return Ok(()) };
        let is_abandoned = match sys::writer(&file, pid) {
            Writer::Working => false,
            Writer::Gone => true,
            Writer::Unknown => dir.stat(name)?.is_some_and(|stat| self.is_old(stat)),
        };
        if is_abandoned { dir.remove(name) } else { Ok(()) }
    }

    fn is_old(&self, stat: Stat) -> bool {
        i128::from(self.clock.now().unix_ms) * 1_000_000 - stat.modified_ns > GRACE_NS
    }
}
