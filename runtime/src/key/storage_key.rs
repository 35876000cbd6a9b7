//! A key as the layers below see it.

use std::fmt;

use cachekit_schema::budget::MAX_STORAGE_KEY;

/// The text of a region's key, in place: a key is short by construction, so it needs no memory of its own. With it
/// the hash by which L1 finds it.
pub(crate) struct StorageKey {
    hash: u64,
    len: u8,
    bytes: [u8; MAX_STORAGE_KEY],
}

const _: () = assert!(MAX_STORAGE_KEY <= u8::MAX as usize);

impl StorageKey {
    /// No key at all: of a region that cannot be used.
    #[inline]
    pub(crate) fn empty() -> Self {
        Self { hash: 0, len: 0, bytes: [0; MAX_STORAGE_KEY] }
    }

    /// A key that begins with `prefix`, which is never too long for one: see [`Prefix`](super::Prefix).
    #[inline]
    pub(super) fn starting(prefix: &str) -> Self {
        let mut key = Self::empty();
        key.push(prefix.as_bytes());
        key
    }

    /// Appends, or says that it does not fit and leaves the key as it is.
    #[inline]
    pub(super) fn push(&mut self, bytes: &[u8]) -> bool {
        let start = usize::from(self.len);
        let Some(room) = self.bytes.get_mut(start..start + bytes.len()) else { return false };
        room.copy_from_slice(bytes);
        #[expect(clippy::cast_possible_truncation, reason = "the slice above ends within 255 bytes")]
        {
            self.len += bytes.len() as u8;
        }
        true
    }

    /// What was pushed from `start` on.
    #[inline]
    pub(super) fn since(&self, start: usize) -> &[u8] {
        &self.bytes[start.min(self.len())..self.len()]
    }

    #[inline]
    pub(super) fn len(&self) -> usize {
        usize::from(self.len)
    }

    #[inline]
    pub(super) fn hashed(&mut self, hash: u64) {
        self.hash = hash;
    }

    #[inline]
    pub(crate) fn hash(&self) -> u64 {
        self.hash
    }

    #[inline]
    pub(crate) fn as_bytes(&self) -> &[u8] {
        &self.bytes[..usize::from(self.len)]
    }

    pub(crate) fn as_str(&self) -> &str {
        // Prefixes and segments are ASCII.
        std::str::from_utf8(self.as_bytes()).unwrap_or_default()
    }
}

impl fmt::Debug for StorageKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "StorageKey({} bytes)", self.len)
    }
}
