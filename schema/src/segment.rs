//! The encoding of one key segment: the only definition of it.
//!
//! A stored key has to pass the narrowest of the places it goes through: the cachekit.io server accepts
//! `[A-Za-z0-9_.:-]` without `..`, and memcached, file names and URLs are content with the same. `:` separates
//! segments, so one segment is written in `[A-Za-z0-9_-]`, the plain bytes, and in escapes that start with `.`:
//!
//! | written | stands for |
//! |---|---|
//! | `[A-Za-z0-9_-]` | itself |
//! | `.` + two upper-case hex digits | one byte outside the plain set |
//! | `.e` | the empty text |
//! | `.n` | `None` |
//! | `.h` + 43 base64url characters | a segment hashed for its length |
//! | `.k` + 43 base64url characters | a segment hashed with a key, because it is sensitive |
//! | `.t` + 43 base64url characters | all segments of a key together, which was too long otherwise |
//!
//! The markers are lower case and the digits upper case, so no text encodes to a marker. Each value has exactly one
//! encoding and each encoding one value; [`decode`](fn@decode) refuses all else.

mod decode;
#[cfg(test)]
mod tests;

pub use self::decode::{Decoded, SegmentError, decode};

/// What the empty text is written as.
pub const EMPTY: &str = ".e";
/// What `None` is written as.
pub const NONE: &str = ".n";
/// What precedes the digest of a segment that was hashed for its length.
pub const HASHED: &str = ".h";
/// What precedes the keyed digest of a sensitive segment.
pub const KEYED: &str = ".k";
/// What precedes the digest over all segments of a key that was too long otherwise.
pub const TUPLE: &str = ".t";
/// The length of a digest in characters: the 256 bits of Blake2b-256 in unpadded base64url.
pub const DIGEST_LEN: usize = 43;

/// Whether a byte stands for itself in a segment: `[A-Za-z0-9_-]`.
#[inline]
pub const fn is_plain(byte: u8) -> bool {
    // `|` instead of `||`: without branches, a loop over it becomes vector code.
    let letter = (byte | 0x20).wrapping_sub(b'a') < 26;
    let digit = byte.wrapping_sub(b'0') < 10;
    let underscore = byte == b'_';
    let hyphen = byte == b'-';
    letter | digit | underscore | hyphen
}

/// Whether `bytes` are their own encoding: not empty, and every byte plain.
///
/// Most segments have at most 16 bytes: those are looked at in two words, which may overlap.
#[expect(clippy::inline_always, reason = "measured: part of every hit in L1")]
#[inline(always)]
pub fn is_plain_text(bytes: &[u8]) -> bool {
    match (bytes.first_chunk(), bytes.last_chunk(), bytes.len()) {
        (Some(first), Some(last), 8..=16) => {
            are_plain(u64::from_ne_bytes(*first)) & are_plain(u64::from_ne_bytes(*last))
        }
        (None, ..) => is_plain_short(bytes),
        // Without an exit: so it becomes vector code.
        _ => !bytes.iter().fold(false, |odd, &byte| odd | !is_plain(byte)),
    }
}

/// Of at most 7 bytes.
#[expect(clippy::inline_always, reason = "measured: part of every hit in L1")]
#[inline(always)]
fn is_plain_short(bytes: &[u8]) -> bool {
    match (bytes.first_chunk(), bytes.last_chunk(), bytes) {
        (Some(first), Some(last), _) => {
            are_plain(u64::from(u32::from_ne_bytes(*first)) << 32 | u64::from(u32::from_ne_bytes(*last)))
        }
        (_, _, [first, middle @ .., last]) => {
            is_plain(*first) & is_plain(*last) & middle.first().is_none_or(|&byte| is_plain(byte))
        }
        (_, _, [byte]) => is_plain(*byte),
        (_, _, []) => false,
    }
}

/// Whether all eight bytes of a word are plain.
#[inline]
const fn are_plain(word: u64) -> bool {
    const ONES: u64 = u64::from_ne_bytes([1; 8]);
    const HIGH: u64 = ONES << 7;
    /// Sets the high bit of every byte that is at least `least`; for bytes without a high bit, so none carries.
    const fn at_least(word: u64, least: u8) -> u64 {
        word + ONES * (0x80 - least as u64)
    }
    let ascii = word & !HIGH;
    let lower = ascii | ONES << 5;
    let letter = at_least(lower, b'a') & !at_least(lower, b'z' + 1);
    let digit = at_least(ascii, b'0') & !at_least(ascii, b'9' + 1);
    let underscore = at_least(ascii, b'_') & !at_least(ascii, b'_' + 1);
    let hyphen = at_least(ascii, b'-') & !at_least(ascii, b'-' + 1);
    (letter | digit | underscore | hyphen) & !word & HIGH == HIGH
}

/// The number of bytes that [`encode`] writes for `bytes`.
pub fn encoded_len(bytes: &[u8]) -> usize {
    const ADDED_BY_ESCAPE: usize = 2;
    if bytes.is_empty() {
        return EMPTY.len();
    }
    bytes.len() + ADDED_BY_ESCAPE * bytes.iter().filter(|&&byte| !is_plain(byte)).count()
}

/// Encodes `bytes` as one segment and hands it to `write` piece by piece, in order.
///
/// The pieces are ASCII; their number is not part of the encoding.
pub fn encode(bytes: &[u8], write: &mut impl FnMut(&[u8])) {
    const HEX: &[u8; 16] = b"0123456789ABCDEF";
    if bytes.is_empty() {
        return write(EMPTY.as_bytes());
    }
    let mut rest = bytes;
    while let Some(at) = rest.iter().position(|&byte| !is_plain(byte)) {
        if at > 0 {
            write(&rest[..at]);
        }
        let byte = rest[at];
        write(&[b'.', HEX[usize::from(byte >> 4)], HEX[usize::from(byte & 0xf)]]);
        rest = &rest[at + 1..];
    }
    if !rest.is_empty() {
        write(rest);
    }
}
