//! Whether a stored key is the one that these parts make.

use super::{KeySink, PartSink};
use crate::key::KeyPart;

/// Compares the segments shown to it with the rest of a stored key.
///
/// Only for keys that [`HashSink`](super::HashSink) found to be written as their parts are.
pub(crate) struct CompareSink<'a> {
    rest: &'a [u8],
    equal: bool,
}

impl<'a> CompareSink<'a> {
    /// `rest` is what follows the prefix in the stored key.
    #[inline]
    pub(crate) fn with(rest: &'a [u8]) -> Self {
        Self { rest, equal: true }
    }

    /// Whether all segments were met and nothing is left.
    #[inline]
    pub(crate) fn finish(self) -> bool {
        self.equal && self.rest.is_empty()
    }

    #[inline]
    fn expect(&mut self, segment: &[u8]) {
        match self.rest.split_at_checked(1 + segment.len()) {
            Some(([b':', met @ ..], rest)) if same(met, segment) => self.rest = rest,
            _ => self.equal = false,
        }
    }
}

/// Whether two texts of one length are the same. Segments are short: a call of `memcmp` for each costs more than
/// the comparison.
#[inline]
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
    #[inline]
    fn text(&mut self, text: &str) {
        self.expect(text.as_bytes());
    }

    #[inline]
    fn plain(&mut self, text: &str) {
        self.expect(text.as_bytes());
    }

    #[inline]
    fn uint(&mut self, value: u64) {
        // Read from the stored key instead of written beside it: what was just written in bytes is slow to read in
        // words.
        let mut at = 1;
        let mut read = 0_u64;
        while let Some(digit @ b'0'..=b'9') = self.rest.get(at) {
            read = read.wrapping_mul(10).wrapping_add(u64::from(digit - b'0'));
            at += 1;
        }
        // As many digits as the number has, so nothing wrapped and no zero leads.
        self.equal &= read == value && at == 1 + digits(value) && self.rest.first() == Some(&b':');
        self.rest = self.rest.get(at..).unwrap_or_default();
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
}

/// Of at most 7 bytes.
#[inline]
fn same_short(a: &[u8], b: &[u8]) -> bool {
    match (a.first_chunk::<4>(), b.first_chunk::<4>(), a.last_chunk::<4>(), b.last_chunk::<4>()) {
        (Some(a_first), Some(b_first), Some(a_last), Some(b_last)) => a_first == b_first && a_last == b_last,
        _ => a.iter().zip(b).all(|(a, b)| a == b),
    }
}

/// How many digits the decimal text of a number has.
#[inline]
fn digits(value: u64) -> usize {
    value.checked_ilog10().map_or(1, |log| log as usize + 1)
}
