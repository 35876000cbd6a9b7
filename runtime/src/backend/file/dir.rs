//! Finding, creating and vetting the directory.

use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};

use super::fault::fault;
use super::sys::{self, Dir, Flaw};
use crate::error::BackendError;

/// The path as the backend keeps it: absolute, so a later change of the working directory does not move the cache,
/// and without the trailing slash or dot that would make the system follow a link.
///
/// # Errors
/// Permanent, when the path is empty or there is no working directory.
pub(super) fn settle(path: &Path) -> Result<PathBuf, BackendError> {
    let absolute = std::path::absolute(path).map_err(|error| fault("find the place", path, error))?;
    Ok(absolute.components().collect())
}

/// The user's cache folder of this platform, and `cachekit` in it.
///
/// # Errors
/// Permanent, when the user has no home.
pub(super) fn default() -> Result<PathBuf, BackendError> {
    use etcetera::BaseStrategy as _;

    let strategy = etcetera::base_strategy::choose_native_strategy().map_err(|error| {
        BackendError::permanent("this user has no home directory; name a directory for the cache")
            .with_source(error)
    })?;
    Ok(strategy.cache_dir().join("cachekit"))
}

/// Opens the directory; `None` when there is nothing of that name.
///
/// # Errors
/// Permanent, when it is no directory or not this user's alone; any other when it cannot be opened.
pub(super) fn open(path: &Path) -> Result<Option<Dir>, BackendError> {
    let dir = match Dir::open(path) {
        Ok(dir) => dir,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(refuse(path, error)),
    };
    match dir.flaw().map_err(|error| fault("check owner and mode", path, error))? {
        None => Ok(Some(dir)),
        Some(flaw) => Err(BackendError::permanent(describe(path, flaw))),
    }
}

/// Opens the directory and creates it, for this user alone, where it is missing.
///
/// # Errors
/// As [`open`], and when it cannot be created.
pub(super) fn open_or_create(path: &Path) -> Result<Dir, BackendError> {
    if let Some(dir) = open(path)? {
        return Ok(dir);
    }
    // Whatever is in the way is better described by opening it.
    match sys::create_dir(path) {
        Err(error) if error.kind() != ErrorKind::AlreadyExists => {
            return Err(fault("create entries", path, error));
        }
        _ => {}
    }
    open(path)?.ok_or_else(|| fault("create entries", path, ErrorKind::NotFound.into()))
}

fn refuse(path: &Path, error: io::Error) -> BackendError {
    let is_other_than_directory = path.symlink_metadata().is_ok_and(|metadata| !metadata.is_dir());
    if !is_other_than_directory {
        return fault("find entries", path, error);
    }
    let shown = path.display();
    BackendError::permanent(format!(
        "the cache directory `{shown}` is a link or a file; name the directory itself, or remove what is there"
    ))
    .with_source(error)
}

fn describe(path: &Path, flaw: Flaw) -> String {
    let shown = path.display();
    match flaw {
        Flaw::ForeignOwner(uid) => format!(
            "the cache directory `{shown}` belongs to user {uid}, who could put values into it; \
             use a directory of your own, or `chown` it to the user that runs this program"
        ),
        Flaw::OpenToOthers => format!(
            "others may write to the cache directory `{shown}` and so put values into it; \
             run `chmod 700 {shown}`, or use another directory"
        ),
    }
}
