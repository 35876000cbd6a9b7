//! The header of a sealed frame.

use crate::error::EncryptionError;

const MAGIC: [u8; 2] = [0xc1, b's'];
const VERSION: u8 = 1;

/// Magic, version and key id.
pub(super) const HEADER_LEN: usize = 7;

/// The first bytes of the fingerprint of the key that sealed a frame.
pub(super) type KeyId = [u8; 4];

/// Whether the bytes begin as a sealed frame does, of whatever version.
#[cfg(any(test, feature = "testing"))]
pub(crate) fn is_sealed_region(bytes: &[u8]) -> bool {
    bytes.starts_with(&MAGIC)
}

pub(super) fn header(key_id: KeyId) -> [u8; HEADER_LEN] {
    let [magic, kind] = MAGIC;
    let [a, b, c, d] = key_id;
    [magic, kind, VERSION, a, b, c, d]
}

/// The header, and `nonce | ciphertext | tag`.
///
/// The order of the checks is part of the format: what comes after an unknown version is unknown too.
#[inline]
pub(super) fn split(bytes: &[u8]) -> Result<(&[u8; HEADER_LEN], &[u8]), EncryptionError> {
    let truncated = EncryptionError::Truncated { len: bytes.len() };
    let rest = bytes.strip_prefix(&MAGIC).ok_or(EncryptionError::NotSealed)?;
    match rest.first() {
        None => return Err(truncated),
        Some(&VERSION) => {}
        Some(&version) => return Err(EncryptionError::Version(version)),
    }
    if bytes.len() < HEADER_LEN + super::seal::OVERHEAD {
        return Err(truncated);
    }
    bytes.split_first_chunk().ok_or(truncated)
}

/// The header in hex: the component by which a frame is bound to it.
pub(super) fn hex(header: [u8; HEADER_LEN]) -> [u8; 2 * HEADER_LEN] {
    let mut hex = [0; 2 * HEADER_LEN];
    for (digits, byte) in hex.chunks_exact_mut(2).zip(header) {
        digits.copy_from_slice(&[digit(byte >> 4), digit(byte & 0xf)]);
    }
    hex
}

const fn digit(nibble: u8) -> u8 {
    nibble + if nibble < 10 { b'0' } else { b'a' - 10 }
}
