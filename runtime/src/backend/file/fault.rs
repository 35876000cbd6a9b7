//! From the system's errors to ours: which operation on which directory failed, and what to do.

use std::io::{self, ErrorKind};
use std::path::Path;

use crate::error::{BackendError, BackendErrorKind};

/// `operation` completes the sentence "cannot …".
pub(super) fn fault(operation: &str, dir: &Path, error: io::Error) -> BackendError {
    let (kind, advice) = judge(error.kind());
    let message = format!("cannot {operation} in the cache directory `{}`: {error}; {advice}", dir.display());
    BackendError::new(kind, message).with_source(error)
}

fn judge(kind: ErrorKind) -> (BackendErrorKind, &'static str) {
    use BackendErrorKind::{Permanent, Timeout, Transient};
    match kind {
        ErrorKind::StorageFull | ErrorKind::QuotaExceeded => {
            (Transient, "free space on its file system, or lower `max_bytes`")
        }
        ErrorKind::ReadOnlyFilesystem => {
            (Permanent, "mount its file system writable, or use another directory")
        }
        ErrorKind::PermissionDenied => (
            Permanent,
            "give its owner the right to read, write and enter it (`chmod 700`), or use another directory",
        ),
        ErrorKind::TimedOut => (Timeout, "find the process that holds its lock and was stopped"),
        ErrorKind::NotADirectory
        | ErrorKind::InvalidFilename
        | ErrorKind::InvalidInput
        | ErrorKind::Unsupported => (Permanent, "use another directory"),
        ErrorKind::NotFound => {
            (Transient, "somebody removes files there: give the cache a directory of its own")
        }
        _ => (Transient, "try again; if it stays, check the file system"),
    }
}

/// Whether something was gone that had been there a moment before.
pub(super) fn is_not_found(error: &BackendError) -> bool {
    let source = error.source.as_ref().and_then(|source| source.downcast_ref::<io::Error>());
    source.is_some_and(|source| source.kind() == ErrorKind::NotFound)
}
