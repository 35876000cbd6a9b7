//! Where the cache lies.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use cachekit::CachekitError;
use cachekit::backend::file::FileBackend;

use crate::error::Error;

/// A name that says whose directory it is, to people and to `--clear`.
const NAME: &str = "cachekit-quickstart";

/// The directory of the cache: below the one that was asked for, else in the user's cache folder.
pub(crate) fn directory(asked: Option<&Path>) -> Result<PathBuf, Error> {
    match asked {
        Some(parent) => Ok(parent.join(NAME)),
        None => Ok(FileBackend::default_dir().map_err(CachekitError::from)?.with_file_name(NAME)),
    }
}

/// Removes the cache. It has no directories inside, so nothing but files is ever removed.
pub(crate) fn clear(directory: &Path) -> Result<(), Error> {
    let remove = || {
        for entry in fs::read_dir(directory)? {
            fs::remove_file(entry?.path())?;
        }
        fs::remove_dir(directory)
    };
    match remove() {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        removed => removed.map_err(|source| Error::Clear { path: directory.to_owned(), source }),
    }
}
