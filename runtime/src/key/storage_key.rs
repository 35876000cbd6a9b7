//! A key as the layers below see it.

use std::fmt;

use cachekit_schema::budget::MAX_STORAGE_KEY;

use super::Decimal;

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
        self.lengthen(bytes.len());
        true
    }

    /// Appends a colon and a segment, or says that they do not fit.
    #[inline]
    pub(super) fn push_segment(&mut self, segment: &[u8]) -> bool {
        let start = self.len();
        let Some([colon, room @ ..]) = self.bytes.get_mut(start..=start + segment.len()) else {
            return false;
        };
        *colon = b':';
        copy_short(segment, room);
        self.lengthen(1 + segment.len());
        true
    }

    /// Appends a colon and a number, or says that they do not fit.
    #[inline]
    pub(super) fn push_uint(&mut self, value: u64) -> bool {
        self.push_segment(Decimal::of(value).bytes(&mut [0; 24]))
    }

    #[inline]
    #[expect(clippy::cast_possible_truncation, reason = "callers have written that much within 255 bytes")]
    fn lengthen(&mut self, by: usize) {
        self.len += by as u8;
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

/// Copies a text into a place of its length. Segments are short: a call of `memcpy` for each costs more than the
/// copy.
#[inline]
fn copy_short(from: &[u8], to: &mut [u8]) {
    match (from.first_chunk::<8>(), from.last_chunk::<8>(), from.len()) {
        (Some(first), Some(last), 8..=16) => {
            if let Some(start) = to.first_chunk_mut() {
                *start = *first;
            }
            if let Some(end) = to.last_chunk_mut() {
                *end = *last;
            }
        }
        (None, ..) => to.iter_mut().zip(from).for_each(|(to, from)| *to = *from),
        _ => to.copy_from_slice(from),
    }
}
