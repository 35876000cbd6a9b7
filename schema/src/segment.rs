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
    // `|` instead of `||`: without branches, `is_plain_text` becomes vector code.
    let letter = (byte | 0x20).wrapping_sub(b'a') < 26;
    let digit = byte.wrapping_sub(b'0') < 10;
    let underscore = byte == b'_';
    let hyphen = byte == b'-';
    letter | digit | underscore | hyphen
}

/// Whether `bytes` are their own encoding: not empty, and every byte plain.
///
/// It looks at all bytes and never stops early, which is faster on the short texts that keys consist of.
#[inline]
pub fn is_plain_text(bytes: &[u8]) -> bool {
    let odd = bytes.iter().fold(false, |odd, &byte| odd | !is_plain(byte));
    !odd & !bytes.is_empty()
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
