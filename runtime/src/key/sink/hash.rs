//! The hash of a key, straight from its parts.
#![expect(clippy::inline_always, reason = "measured: every hit goes through it several times")]

use cachekit_schema::segment;

use super::{KeySink, PartSink};
use crate::key::{KeyHasher, KeyPart};

/// Takes the hash of a key that is written as its parts are: no escapes, nothing compacted.
///
/// That is what nearly all keys are. One that is not says so, and is written down and hashed from there.
pub(crate) struct HashSink {
    hasher: KeyHasher,
    len: usize,
    literal: bool,
}

impl HashSink {
    /// Goes on from a prefix of `len` bytes.
    #[inline]
    pub(crate) fn after(prefix: KeyHasher, len: usize) -> Self {
        Self { hasher: prefix, len, literal: true }
    }

    /// The hash, if the key is at most `max` bytes and written as its parts are.
    #[inline]
    pub(crate) fn finish(self, max: usize) -> Option<u64> {
        (self.literal && self.len <= max).then(|| self.hasher.finish())
    }
}

impl PartSink for HashSink {
    #[inline(always)]
    fn text(&mut self, text: &str) {
        self.literal &= segment::is_plain_text(text.as_bytes());
        self.plain(text);
    }

    #[inline(always)]
    fn plain(&mut self, text: &str) {
        self.hasher.segment(text.as_bytes());
        self.len += 1 + text.len();
    }

    #[inline(always)]
    fn uint(&mut self, value: u64) {
        self.hasher.uint(value);
        // Never more than the truth by so much that a key that fits would be refused the short way.
        self.len += 1 + 20;
    }

    fn hex(&mut self, _bytes: &[u8]) {
        self.literal = false;
    }

    #[inline]
    fn none(&mut self) {
        self.plain(segment::NONE);
    }
}

impl KeySink for HashSink {
    fn compact<T: KeyPart + ?Sized>(&mut self, _part: &T) {
        self.literal = false;
    }

    fn sensitive<T: KeyPart + ?Sized>(&mut self, _part: &T) {
        self.literal = false;
    }
}
