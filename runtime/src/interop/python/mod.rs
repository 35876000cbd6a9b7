//! What the Python SDK stores without `interop=`: its default layout.
//!
//! Python's default decorators keep a value in a frame of their own, compressed and with a checksum, or encrypted. The
//! keys name a Python function, so this is for entries that one program writes in Python and another reads in Rust
//! without a change on the Python side. Where that side can change, `@cache(interop="…")` and the parent module are
//! the better way: this layout is read here, and never written.
//!
//! ```no_run
//! use cachekit::interop::python::{self, AutoKey};
//!
//! # fn stored(key: &str) -> Vec<u8> { Vec::new() }
//! #[derive(serde::Deserialize)]
//! struct User {
//!     name: String,
//! }
//!
//! // In Python, in the module app.models: @cache(namespace="users") def get_user(user_id)
//! let key = AutoKey::new("app.models", "get_user").namespace("users").arg(42).build()?;
//! let user: User = python::read_plain(&stored(&key), 5 << 20)?;
//! # Ok::<_, Box<dyn std::error::Error>>(())
//! ```
//!
//! Of Python's serializers the default one (`default`, also called `std`) is read, and `auto` where it wrote
//! `MessagePack`: not its `NumPy` arrays and data frames. Dates and times are read with the modules of
//! [`interop`](super), such as [`datetime`](mod@super::datetime).

mod entry;
mod envelope;
mod error;
#[cfg(any(test, feature = "testing"))]
pub(crate) mod fuzzing;
mod key;
#[cfg(test)]
mod tests;

use serde::de::DeserializeOwned;

pub use self::entry::{EncryptedEntry, Entry};
pub use self::error::{EncryptedReadError, EnvelopeError, PythonError};
pub use self::key::{AutoKey, PythonSerializer};
use crate::codec;

/// Reads the value of an entry that is not encrypted.
///
/// `limit` bounds the entry and the value in it after decompression, each in bytes. Besides it, the protocol's own
/// bounds hold: 512 MiB, and a thousand times the compressed size.
///
/// A frame without encryption is authenticated by nothing: whoever can write to the store chooses the value. Where
/// entries should be encrypted use [`read_encrypted`], which reads no others.
///
/// # Errors
/// The bytes are no entry of the default layout, or a damaged one; the value is of another type, larger than `limit`
/// or encrypted.
pub fn read_plain<T: DeserializeOwned>(bytes: &[u8], limit: usize) -> Result<T, PythonError> {
    let entry = within(bytes, limit).and_then(Entry::parse)?;
    if entry.is_encrypted() {
        return Err(PythonError::Encrypted);
    }
    value(&entry, entry.payload(), limit)
}

/// Reads the value of an encrypted entry, and only of one: what the frame says is not authenticated, so an entry that
/// claims to be plain is refused and not read.
///
/// `open` decrypts: it is given what the entry says of itself, and returns the plaintext. It has to check that the
/// tenant is the one it reads for, and authenticate the sealed bytes with the additional data that
/// [`EncryptedEntry`] describes. `limit` is as in [`read_plain`].
///
/// # Errors
/// As [`read_plain`]; the entry is not encrypted; or `open` fails, whose error is passed on.
pub fn read_encrypted<T, E>(
    bytes: &[u8],
    limit: usize,
    open: impl FnOnce(&EncryptedEntry<'_>) -> Result<Vec<u8>, E>,
) -> Result<T, EncryptedReadError<E>>
where
    T: DeserializeOwned,
{
    let entry = within(bytes, limit).and_then(Entry::parse).map_err(EncryptedReadError::Entry)?;
    let encrypted = entry.encrypted().map_err(EncryptedReadError::Entry)?;
    let plaintext = open(&encrypted).map_err(EncryptedReadError::Open)?;
    value(&entry, &plaintext, limit).map_err(EncryptedReadError::Entry)
}

fn within(bytes: &[u8], limit: usize) -> Result<&[u8], PythonError> {
    if bytes.len() > limit {
        return Err(PythonError::TooLarge { size: bytes.len() as u64, limit });
    }
    Ok(bytes)
}

/// The value in a payload, which for an encrypted entry is the decrypted one.
fn value<T: DeserializeOwned>(entry: &Entry<'_>, payload: &[u8], limit: usize) -> Result<T, PythonError> {
    entry.check_readable()?;
    if !entry.is_compressed() {
        return Ok(codec::read_human(payload)?);
    }
    Ok(codec::read_human(&envelope::open(payload, limit)?)?)
}
