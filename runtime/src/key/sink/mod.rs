//! Where the segments of a key go.

mod compare;
mod digest;
mod hash;
mod text;
mod write;

pub(crate) use compare::CompareSink;
pub(super) use digest::{DigestSink, digest};
pub(crate) use hash::HashSink;
pub(super) use text::{SegmentText, TextSink};
pub(super) use write::WriteSink;

use super::{Decimal, KeyPart};

/// Takes the text of one part. Every call is one segment.
#[doc(hidden)]
pub trait PartSink {
    /// Any text; what a segment cannot hold is escaped.
    fn text(&mut self, text: &str);

    /// A text that is known to need no escapes and not to be empty.
    fn plain(&mut self, text: &str);

    /// A number, in decimal.
    fn uint(&mut self, value: u64) {
        // Only digits are written.
        self.plain(std::str::from_utf8(Decimal::of(value).bytes(&mut [0; 24])).unwrap_or_default());
    }

    /// Bytes, in lower-case hex.
    fn hex(&mut self, bytes: &[u8]);

    /// A part that is absent.
    fn none(&mut self);
}

/// Takes the segments of a key.
#[doc(hidden)]
pub trait KeySink: PartSink {
    /// A literal of the pattern.
    fn literal(&mut self, text: &'static str) {
        self.plain(text);
    }

    /// A part that is always written as a hash of its text.
    fn compact<T: KeyPart + ?Sized>(&mut self, part: &T);

    /// A part that is always written as a hash with a secret.
    fn sensitive<T: KeyPart + ?Sized>(&mut self, part: &T);
}

/// Hands the lower-case hex of `bytes` on in runs.
pub(super) fn for_hex(bytes: &[u8], mut write: impl FnMut(&str)) {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    let mut run = [0; 64];
    for chunk in bytes.chunks(run.len() / 2) {
        for (pair, byte) in run.chunks_exact_mut(2).zip(chunk) {
            pair[0] = DIGITS[usize::from(byte >> 4)];
            pair[1] = DIGITS[usize::from(byte & 15)];
        }
        // Only hex digits were written.
        write(std::str::from_utf8(&run[..chunk.len() * 2]).unwrap_or_default());
    }
}
