//! Whether a stored key is the one that these parts make.
#![expect(clippy::inline_always, reason = "measured: every hit goes through it several times")]

use super::{KeySink, PartSink};
use crate::key::{KeyPart, decimal};

/// Compares the segments shown to it with those of a stored key.
///
/// Only for keys that [`HashSink`](super::HashSink) found to be written as their parts are.
pub(crate) struct CompareSink<'a> {
    stored: &'a [u8],
    /// How much of it was met.
    met: usize,
    equal: bool,
}

impl<'a> CompareSink<'a> {
    /// The first `prefix` bytes of the stored key are known to be those of its region.
    #[inline]
    pub(crate) fn after(prefix: usize, stored: &'a [u8]) -> Self {
        Self { stored, met: prefix, equal: true }
    }

    /// Whether all segments were met and nothing is left.
    #[inline]
    pub(crate) fn finish(self) -> bool {
        self.equal && self.met == self.stored.len()
    }

    #[inline(always)]
    fn expect(&mut self, segment: &[u8]) {
        let end = self.met + 1 + segment.len();
        match self.stored.get(self.met..end) {
            Some([b':', met @ ..]) => self.equal &= same(met, segment),
            _ => self.equal = false,
        }
        self.met = end;
    }
}

/// Whether two texts of one length are the same. Segments are short: a call of `memcmp` for each costs more than
/// the comparison.
#[inline(always)]
fn same(a: &[u8], b: &[u8]) -> bool {
    match (a.first_chunk::<8>(), b.first_chunk::<8>(), a.last_chunk::<8>(), b.last_chunk::<8>()) {
        (Some(a_first), Some(b_first), Some(a_last), Some(b_last)) if a.len() <= 16 => {
            a_first == b_first && a_last == b_last
        }
        (Some(_), ..) => a == b,
        _ => same_short(a, b),
    }
}

impl PartSink for CompareSink<'_> {
    #[inline(always)]
    fn text(&mut self, text: &str) {
        self.expect(text.as_bytes());
    }

    #[inline(always)]
    fn plain(&mut self, text: &str) {
        self.expect(text.as_bytes());
    }

    #[inline(always)]
    fn uint(&mut self, value: u64) {
        let colon = self.stored.get(self.met) == Some(&b':');
        match decimal::at(self.stored, self.met + 1, value) {
            Some(len) => self.met += 1 + len,
            None => self.equal = false,
        }
        self.equal &= colon;
    }

    fn hex(&mut self, _bytes: &[u8]) {
        self.equal = false;
    }

    #[inline]
    fn none(&mut self) {
        self.expect(cachekit_schema::segment::NONE.as_bytes());
    }
}

impl KeySink for CompareSink<'_> {
    fn compact<T: KeyPart + ?Sized>(&mut self, _part: &T) {
        self.equal = false;
    }

    fn sensitive<T: KeyPart + ?Sized>(&mut self, _part: &T) {
        self.equal = false;
    }
}

/// Of at most 7 bytes.
#[inline(always)]
fn same_short(a: &[u8], b: &[u8]) -> bool {
    match (a.first_chunk::<4>(), b.first_chunk::<4>(), a.last_chunk::<4>(), b.last_chunk::<4>()) {
        (Some(a_first), Some(b_first), Some(a_last), Some(b_last)) => a_first == b_first && a_last == b_last,
        _ => a.iter().zip(b).all(|(a, b)| a == b),
    }
}
