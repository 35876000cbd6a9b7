//! The bytes before a value: numbers big-endian.
//!
//! ```text
//! "CKD1" | fresh_until u64 | stale u64 | value bytes u64 | key bytes u16 | key | value
//! ```
//!
//! Times are seconds; a `fresh_until` of 0 is no expiry.

use crate::rules::Lifetime;

const MAGIC: [u8; 4] = *b"CKD1";
/// Everything before the key.
const FIXED: usize = 4 + 8 + 8 + 8 + 2;
/// The longest header: a key has at most 400 bytes.
pub(super) const HEADER_MAX: usize = FIXED + 400;

/// What a file says of its entry.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Header {
    pub(super) key: String,
    pub(super) lifetime: Lifetime,
    pub(super) value_bytes: u64,
}

impl Header {
    pub(super) fn to_bytes(&self) -> Vec<u8> {
        let (fresh_until_s, stale_s) = match self.lifetime {
            Lifetime::Endless => (0, 0),
            Lifetime::Bounded { fresh_until_s, stale_s } => (fresh_until_s, stale_s),
        };
        let mut bytes = Vec::with_capacity(FIXED + self.key.len());
        bytes.extend(MAGIC);
        for number in [fresh_until_s, stale_s, self.value_bytes] {
            bytes.extend(number.to_be_bytes());
        }
        // No key is longer than 400 bytes.
        bytes.extend(u16::try_from(self.key.len()).unwrap_or(u16::MAX).to_be_bytes());
        bytes.extend(self.key.as_bytes());
        bytes
    }

    /// The header at the start of a file, and its length; `None` for anything else.
    pub(super) fn parse(bytes: &[u8]) -> Option<(Self, usize)> {
        let rest = bytes.strip_prefix(&MAGIC)?;
        let (fresh_until_s, rest) =
            rest.split_first_chunk().map(|(n, rest)| (u64::from_be_bytes(*n), rest))?;
        let (stale_s, rest) = rest.split_first_chunk().map(|(n, rest)| (u64::from_be_bytes(*n), rest))?;
        let (value_bytes, rest) = rest.split_first_chunk().map(|(n, rest)| (u64::from_be_bytes(*n), rest))?;
        let (key_bytes, rest) = rest.split_first_chunk().map(|(n, rest)| (u16::from_be_bytes(*n), rest))?;
        let key = std::str::from_utf8(rest.get(..usize::from(key_bytes))?).ok()?.to_owned();
        let lifetime = match fresh_until_s {
            0 => Lifetime::Endless,
            _ => Lifetime::Bounded { fresh_until_s, stale_s },
        };
        Some((Self { key, lifetime, value_bytes }, FIXED + usize::from(key_bytes)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn header(lifetime: Lifetime) -> Header {
        Header { key: "users:42".to_owned(), lifetime, value_bytes: 7 }
    }

    #[test]
    fn a_header_reads_back() {
        for lifetime in [Lifetime::Endless, Lifetime::Bounded { fresh_until_s: 1_790_000_000, stale_s: 60 }] {
            let mut bytes = header(lifetime).to_bytes();
            let length = bytes.len();
            bytes.extend(b"a value");
            assert_eq!(Header::parse(&bytes), Some((header(lifetime), length)));
        }
    }

    #[test]
    fn every_shorter_one_is_none() {
        let bytes = header(Lifetime::Endless).to_bytes();
        for length in 0..bytes.len() {
            assert_eq!(Header::parse(&bytes[..length]), None, "{length} bytes");
        }
    }
}
