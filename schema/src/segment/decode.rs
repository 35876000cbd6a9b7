//! Reading a segment back.

use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;

use super::{DIGEST_LEN, EMPTY, HASHED, KEYED, NONE, TUPLE, is_plain};

/// What a segment says.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Decoded<'a> {
    /// The text that was encoded.
    Text(String),
    /// `None`.
    None,
    /// A digest in place of a long text: its 43 characters, without the marker.
    Hashed(&'a str),
    /// A keyed digest in place of a sensitive text: its 43 characters, without the marker.
    Keyed(&'a str),
}

/// Reads one segment: the exact inverse of [`encode`](super::encode) on UTF-8 text, plus the markers.
///
/// # Errors
/// Everything that the encoder cannot have written is refused, so that two different segments never read as one value:
/// see [`SegmentError`].
pub fn decode(segment: &str) -> Result<Decoded<'_>, SegmentError> {
    match segment {
        "" => return Err(SegmentError::Empty),
        EMPTY => return Ok(Decoded::Text(String::new())),
        NONE => return Ok(Decoded::None),
        _ => {}
    }
    if let Some(found) = segment.strip_prefix(HASHED) {
        return digest(found).map(Decoded::Hashed);
    }
    if let Some(found) = segment.strip_prefix(KEYED) {
        return digest(found).map(Decoded::Keyed);
    }
    if segment.starts_with(TUPLE) {
        return Err(SegmentError::Tuple);
    }
    text(segment).map(Decoded::Text)
}

/// Why a text is not an encoded segment. Positions are byte offsets into the segment.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum SegmentError {
    /// Nothing is written as an empty segment.
    Empty,
    /// A character that a segment never holds.
    BadCharacter {
        /// The character.
        found: char,
        /// Where it starts.
        at: usize,
    },
    /// A `.` that no marker and no two upper-case hex digits follow.
    BadEscape {
        /// The `.` and at most two characters after it.
        fragment: String,
        /// Where the `.` is.
        at: usize,
    },
    /// An escape of a byte that has to be written plainly.
    NeedlessEscape {
        /// The byte that the escape stands for.
        byte: u8,
        /// Where the `.` is.
        at: usize,
    },
    /// What follows `.h` or `.k` is not the 43 characters of a digest.
    BadDigest {
        /// What follows instead.
        fragment: String,
    },
    /// The segment stands for a whole key (`.t`), and no single part can be read from it.
    Tuple,
    /// The escapes stand for bytes that are not UTF-8.
    NotUtf8 {
        /// The offset of the first such byte in the decoded bytes.
        at: usize,
    },
}

impl fmt::Display for SegmentError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Empty => write!(f, "the segment is empty; write `{EMPTY}` for the empty text"),
            Self::BadCharacter { found, at } => {
                write!(f, "`{}` at column {} is not plain; write it as `", found.escape_debug(), at + 1)?;
                for byte in found.encode_utf8(&mut [0; 4]).bytes() {
                    write!(f, ".{byte:02X}")?;
                }
                f.write_str("`")
            }
            Self::BadEscape { fragment, at } => {
                let (fragment, column) = (fragment.escape_debug(), at + 1);
                write!(
                    f,
                    "`{fragment}` at column {column} is no escape; write `.` and two upper-case hex digits"
                )
            }
            Self::NeedlessEscape { byte, at } => {
                let (plain, column) = (char::from(*byte), at + 1);
                write!(f, "`.{byte:02X}` at column {column} escapes a plain byte; write `{plain}`")
            }
            Self::BadDigest { fragment } => {
                let fragment = fragment.escape_debug();
                write!(f, "`{fragment}` is no digest; write {DIGEST_LEN} characters of base64url (256 bits)")
            }
            Self::Tuple => {
                write!(f, "`{TUPLE}` stands for all parts of a long key; write the segments of a shorter key")
            }
            Self::NotUtf8 { at } => {
                write!(
                    f,
                    "the escapes do not stand for UTF-8 from decoded byte {at} on; write an encoded text"
                )
            }
        }
    }
}

impl core::error::Error for SegmentError {}

/// Accepts the canonical base64url form of 256 bits.
fn digest(found: &str) -> Result<&str, SegmentError> {
    // 43 characters hold 258 bits; the encoder leaves the two surplus ones zero, which these last characters do.
    const LAST: &str = "AEIMQUYcgkosw048";
    let canonical = found.len() == DIGEST_LEN
        && found.bytes().all(is_plain)
        && found.ends_with(|last: char| LAST.contains(last));
    if canonical { Ok(found) } else { Err(SegmentError::BadDigest { fragment: found.into() }) }
}

fn text(segment: &str) -> Result<String, SegmentError> {
    let mut bytes = Vec::with_capacity(segment.len());
    let mut characters = segment.char_indices();
    while let Some((at, found)) = characters.next() {
        match u8::try_from(found) {
            Ok(byte) if is_plain(byte) => bytes.push(byte),
            Ok(b'.') => {
                let byte = escape(&segment[at..], at)?;
                bytes.push(byte);
                characters.nth(1);
            }
            _ => return Err(SegmentError::BadCharacter { found, at }),
        }
    }
    String::from_utf8(bytes).map_err(|error| SegmentError::NotUtf8 { at: error.utf8_error().valid_up_to() })
}

/// The byte that the escape at the start of `rest` stands for; `at` is where that is in the segment.
fn escape(rest: &str, at: usize) -> Result<u8, SegmentError> {
    if let [_, high, low, ..] = *rest.as_bytes()
        && let (Some(high), Some(low)) = (hex_value(high), hex_value(low))
    {
        let byte = high << 4 | low;
        return if is_plain(byte) { Err(SegmentError::NeedlessEscape { byte, at }) } else { Ok(byte) };
    }
    Err(SegmentError::BadEscape { fragment: rest.chars().take(3).collect(), at })
}

fn hex_value(digit: u8) -> Option<u8> {
    match digit {
        b'0'..=b'9' => Some(digit - b'0'),
        b'A'..=b'F' => Some(digit - b'A' + 10),
        _ => None,
    }
}
