//! What identifies an entry: the bytes it was made from, never their place or their age.

use blake2::digest::consts::U16;
use blake2::{Blake2b, Digest as _};
use cachekit::KeyPart;

/// Identifies the text of a file.
///
/// Its own type, and not bare bytes: the hash of a directory does not compile where one of a file belongs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, KeyPart)]
pub(crate) struct ContentHash([u8; 16]);

/// Identifies a tree of files: their names and their texts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, KeyPart)]
pub(crate) struct TreeHash([u8; 16]);

impl ContentHash {
    pub(crate) fn of(bytes: &[u8]) -> Self {
        Self(Blake2b::<U16>::digest(bytes).into())
    }
}

impl TreeHash {
    /// Of the files in the order given.
    pub(crate) fn of<'a>(files: impl IntoIterator<Item = (&'a str, ContentHash)>) -> Self {
        let mut hasher = Blake2b::<U16>::new();
        for (name, ContentHash(content)) in files {
            // The length keeps one name from running into what follows it.
            hasher.update((name.len() as u64).to_be_bytes());
            hasher.update(name);
            hasher.update(content);
        }
        Self(hasher.finalize().into())
    }
}
