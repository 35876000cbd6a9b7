//! The secret that all keys of a program are derived from.

use std::fmt;

use zeroize::Zeroizing;

use crate::error::KeyError;

/// The shortest key, and the only length of one in raw bytes.
const MIN_LEN: usize = 32;

/// At least 32 bytes, gone from memory when this is dropped.
pub(crate) struct MasterKey(Zeroizing<Vec<u8>>);

impl MasterKey {
    /// A key written in hex, in either case.
    pub(crate) fn from_hex(hex: &str) -> Result<Self, KeyError> {
        // Of its full size at once: growing would leave copies behind.
        let mut bytes = Zeroizing::new(Vec::with_capacity(hex.len() / 2));
        if !hex.bytes().all(|digit| digit.is_ascii_hexdigit()) {
            return Err(KeyError::NotHex);
        }
        let (pairs, []) = hex.as_bytes().as_chunks::<2>() else { return Err(KeyError::HalfByte) };
        bytes.extend(pairs.iter().map(|&[high, low]| nibble(high) << 4 | nibble(low)));
        if bytes.len() < MIN_LEN {
            return Err(KeyError::TooShort { len: bytes.len() });
        }
        Ok(Self(bytes))
    }

    /// A key that was written in hex, decoded.
    pub(crate) fn from_decoded(bytes: &[u8]) -> Result<Self, KeyError> {
        if bytes.len() < MIN_LEN {
            return Err(KeyError::TooShort { len: bytes.len() });
        }
        Ok(Self(Zeroizing::new(bytes.to_vec())))
    }

    /// A key in raw bytes.
    pub(crate) fn from_bytes(bytes: &[u8]) -> Result<Self, KeyError> {
        if bytes.len() == MIN_LEN {
            return Ok(Self(Zeroizing::new(bytes.to_vec())));
        }
        if bytes.len() >= 2 * MIN_LEN && bytes.iter().all(u8::is_ascii_hexdigit) {
            return Err(KeyError::HexAsBytes);
        }
        Err(KeyError::WrongLength { len: bytes.len() })
    }

    pub(super) fn bytes(&self) -> &[u8] {
        &self.0
    }

    /// Whether both are the same key, in a time that does not depend on where they differ.
    pub(super) fn is(&self, other: &Self) -> bool {
        let differing = self.0.iter().zip(other.0.iter()).fold(0, |differing, (a, b)| differing | a ^ b);
        self.0.len() == other.0.len() && differing == 0
    }
}

impl fmt::Debug for MasterKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("MasterKey([REDACTED])")
    }
}

/// The value of a hex digit, without a table that the key would leave traces in, in the cache of the processor.
fn nibble(digit: u8) -> u8 {
    // Letters have bit 6, and count from 1 in their low bits.
    (digit & 0xf) + 9 * (digit >> 6)
}
