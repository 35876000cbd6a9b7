//! The text of a key.

use cachekit_schema::segment;

use super::{KeySink, PartSink, digest, for_hex};
use crate::key::blind::blinded;
use crate::key::{Blind, KeyHasher, KeyPart, StorageKey};

/// Writes segments to the end of a storage key, until one does not fit, and takes their hash along.
pub(in crate::key) struct WriteSink<'a> {
    key: &'a mut StorageKey,
    hasher: KeyHasher,
    fits: bool,
    /// What sensitive parts are hashed with.
    blind: Option<&'a dyn Blind>,
}

impl<'a> WriteSink<'a> {
    /// `hasher` has taken in what the key begins with.
    #[inline]
    pub(in crate::key) fn to(key: &'a mut StorageKey, hasher: KeyHasher) -> Self {
        Self { key, hasher, fits: true, blind: None }
    }

    #[inline]
    pub(in crate::key) fn blinding(self, blind: Option<&'a dyn Blind>) -> Self {
        Self { blind, ..self }
    }

    /// Files the key under its hash, and says whether the whole of it was written.
    #[inline]
    pub(in crate::key) fn finish(self) -> bool {
        self.key.hashed(self.hasher.finish());
        self.fits
    }

    #[inline]
    fn push(&mut self, bytes: &[u8]) {
        self.fits = self.fits && self.key.push(bytes);
    }

    /// One segment, whose text `write` pushes piece by piece.
    fn pieces(&mut self, write: impl FnOnce(&mut Self)) {
        self.push(b":");
        let start = self.key.len();
        write(self);
        self.hasher.segment(self.key.since(start));
    }
}

impl PartSink for WriteSink<'_> {
    #[inline]
    fn text(&mut self, text: &str) {
        if segment::is_plain_text(text.as_bytes()) {
            self.plain(text);
        } else {
            self.pieces(|sink| segment::encode(text.as_bytes(), &mut |piece| sink.push(piece)));
        }
    }

    #[inline]
    fn plain(&mut self, text: &str) {
        self.fits = self.fits && self.key.push_segment(text.as_bytes());
        self.hasher.segment(text.as_bytes());
    }

    #[inline]
    fn uint(&mut self, value: u64) {
        self.fits = self.fits && self.key.push_uint(value);
        self.hasher.uint(value);
    }

    fn hex(&mut self, bytes: &[u8]) {
        self.pieces(|sink| {
            if bytes.is_empty() {
                sink.push(segment::EMPTY.as_bytes());
            }
            for_hex(bytes, |run| sink.push(run.as_bytes()));
        });
    }

    fn none(&mut self) {
        self.plain(segment::NONE);
    }
}

impl KeySink for WriteSink<'_> {
    fn compact<T: KeyPart + ?Sized>(&mut self, part: &T) {
        self.plain(&digest(segment::HASHED, part));
    }

    fn sensitive<T: KeyPart + ?Sized>(&mut self, part: &T) {
        self.plain(&blinded(self.blind, part));
    }
}
