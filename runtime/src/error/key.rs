//! Why a master key, a list of them or a tenant cannot be used.

use super::CachekitError;

/// A master key, a previous one or a tenant cannot be used.
///
/// It becomes a [`CachekitError::Config`]. No message holds any character of a key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, thiserror::Error)]
#[non_exhaustive]
pub enum KeyError {
    /// Something other than the digits `0-9`, `a-f` and `A-F`.
    #[error("a master key in hex has the digits 0-9 and a-f only; remove spaces, quotes and a leading `0x`")]
    NotHex,
    /// Half a byte is missing.
    #[error("a master key in hex has two digits for each byte, and this one ends after half a byte")]
    HalfByte,
    /// A key in hex of less than 32 bytes.
    #[error(
        "a master key has at least 32 bytes, and this one has {len}; make one with `openssl rand -hex 32`"
    )]
    TooShort {
        /// How many bytes there are.
        len: usize,
    },
    /// A key in raw bytes that is not of 32 bytes.
    #[error("a master key in raw bytes has exactly 32 of them, and this one has {len}")]
    WrongLength {
        /// How many bytes there are.
        len: usize,
    },
    /// A key in hex where raw bytes are expected. Taken as it is, it would be another key than in other processes.
    #[error("this master key is written in hex; hand it to the function for keys in hex, or decode it")]
    HexAsBytes,
    /// More keys than a reader should try.
    #[error("at most 3 previous master keys can be kept; remove the oldest, whose entries are over")]
    TooManyPrevious,
    /// The key that encrypts is also a previous one.
    #[error("the current master key is among the previous ones; remove it there")]
    CurrentAmongPrevious,
    /// A previous key is there twice.
    #[error("a previous master key is there twice; remove one of the two")]
    DuplicatePrevious,
    /// The tenant is empty or too long.
    #[error("a tenant has 1 to 255 bytes, and this one has {len}")]
    TenantLength {
        /// How many bytes there are.
        len: usize,
    },
}

impl From<KeyError> for CachekitError {
    fn from(error: KeyError) -> Self {
        Self::Config(error.to_string())
    }
}
