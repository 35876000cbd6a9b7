//! The file system, as far as it differs between operating systems: one directory, the files right in it, and
//! locks.
//!
//! On unix everything goes through a handle of the directory that was vetted, so swapping the directory under an
//! operation leads nowhere; links are not followed and special files are not waited for. Elsewhere the standard
//! library does what it can.

#[cfg(not(unix))]
mod portable;
#[cfg(unix)]
mod unix;

#[cfg(not(unix))]
pub(crate) use self::portable::{Dir, DirLock, create_dir, try_lock, unlock, writer};
#[cfg(unix)]
pub(crate) use self::unix::{Dir, DirLock, create_dir, try_lock, unlock, writer};

/// What is known of a file without opening it. Equal when nobody has replaced or changed the file in between.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Stat {
    pub(crate) is_regular: bool,
    /// In bytes.
    pub(crate) len: u64,
    /// Nanoseconds since the Unix epoch.
    pub(crate) modified_ns: i128,
    /// Tells files apart that are equal in all else, where the file system numbers them.
    pub(crate) file_id: u64,
}

/// What an entry is opened for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Access {
    Read,
    Change,
}

/// The two ways to hold an advisory lock.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Lock {
    Shared,
    Exclusive,
}

/// Why a directory is not to be trusted with a cache.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(not(unix), expect(dead_code, reason = "only unix tells owners and modes"))]
pub(crate) enum Flaw {
    /// Somebody else owns it: this user id.
    ForeignOwner(u32),
    /// Its group or everybody may write to it.
    OpenToOthers,
}

/// Who wrote a temporary file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(not(unix), expect(dead_code, reason = "only unix tells the dead from the living"))]
pub(crate) enum Writer {
    /// It holds its lock, so it is at work.
    Working,
    /// Its process is no more.
    Gone,
    /// It cannot be told: a process of another SDK, which takes no lock, or a file system without locks.
    Unknown,
}
