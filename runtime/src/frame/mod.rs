//! The stored bytes of a plain region: a header that says what the payload is, and the payload.
//!
//! Big-endian throughout:
//!
//! | at | bytes | what |
//! | --: | --: | --- |
//! | 0 | 1 | `0xc1`: no `MessagePack` document begins with it, so bare values and frames cannot be mistaken |
//! | 1 | 1 | `r` |
//! | 2 | 1 | frame version: 1 |
//! | 3 | 1 | flags: 0; a reader that knows a flag's meaning may accept it, others must not |
//! | 4 | 1 | codec id |
//! | 5 | 8 | value fingerprint |
//! | 13 | 8 | creation time, Unix milliseconds |
//! | 21 | 8 | fresh for, milliseconds; all ones: for ever |
//! | 29 | 8 | may be served stale for, milliseconds after that: 0 |
//! | 37 | 1 | number of tag generations: 0 |
//! | 38 | 4 | payload length |
//! | 42 | 8 | xxh3-64 of the payload, as the seed of that of the storage key, as the seed of that of all of the above |
//! | 50 | | payload |
//!
//! The checksum finds damage, and entries that stand under another entry's key: a file that was copied over another,
//! a key that was renamed in the store. It does not find malice: who can write to the store can compute it.
//! A frame that comes out of its seal is not asked for it.

mod bytes;
mod freshness;
#[cfg(any(test, feature = "testing"))]
mod fuzzing;
#[cfg(test)]
mod tests;

use std::fmt;

#[cfg(any(test, feature = "testing"))]
use self::bytes::encode;
pub(crate) use self::bytes::{HEADER_LEN, decode, decode_authentic, write};
pub(crate) use self::freshness::Remaining;
#[cfg(any(test, feature = "testing"))]
pub use self::fuzzing::fuzz;

/// "For ever", where a frame holds a lifetime.
pub(crate) const FOREVER_MS: u64 = u64::MAX;

/// What a frame says about its payload.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Header {
    /// The [`ID`](crate::codec::Codec::ID) of the codec that wrote the payload.
    pub(crate) codec: u8,
    /// The [`FINGERPRINT`](crate::value::CacheValue::FINGERPRINT) of the value's type.
    pub(crate) fingerprint: u64,
    /// When the value was made, in Unix milliseconds of the writer's clock.
    pub(crate) created_unix_ms: u64,
    /// How long the writer held the value to be fresh; [`FOREVER_MS`] for ever.
    pub(crate) fresh_for_ms: u64,
    /// How long after that it may be served stale. Always 0 as yet.
    pub(crate) stale_for_ms: u64,
}

/// Bytes are no frame that this version can read, or a payload does not fit one.
///
/// For a reader, each of these is a miss.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum FrameError {
    /// Something else: a bare value, or another program's.
    NotAFrame,
    /// A frame of another version.
    Version(u8),
    /// A frame with flags, which this version does not know.
    Flags,
    /// A frame with tags, which this version does not know.
    Tags,
    /// The bytes end before the frame does.
    Truncated,
    /// The bytes go on after the frame, or the payload is 4 GiB or more.
    Length,
    /// The bytes are not those that were written.
    Checksum,
}

impl fmt::Display for FrameError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotAFrame => f.write_str("not an entry of a cachekit region"),
            Self::Version(version) => write!(f, "an entry of frame version {version}, not 1"),
            Self::Flags => f.write_str("an entry with flags that this version of cachekit does not know"),
            Self::Tags => f.write_str("an entry with tags, which this version of cachekit does not know"),
            Self::Truncated => f.write_str("an entry that ends before its payload does"),
            Self::Length => f.write_str("an entry whose length and payload do not agree"),
            Self::Checksum => f.write_str("an entry whose checksum does not match"),
        }
    }
}

impl std::error::Error for FrameError {}
