//! What has to hold for any bytes: run by tests on generated input and by `fuzz/` on its own.

use serde::de::IgnoredAny;

use super::{Entry, envelope, read_encrypted, read_plain};

/// More than a fuzzer's input can honestly hold.
const LIMIT: usize = 1 << 20;

/// Bytes as an entry. One that is read as plain is never read as encrypted.
///
/// # Panics
///
/// The reader is at fault.
pub fn ck_frame(bytes: &[u8]) {
    let plain = read_plain::<IgnoredAny>(bytes, LIMIT).is_ok();
    let mut opened = false;
    let _ = read_encrypted::<IgnoredAny, ()>(bytes, LIMIT, |entry| {
        opened = true;
        assert!(!entry.tenant.is_empty() && entry.sealed.len() >= 28);
        Ok(entry.sealed.to_vec())
    });
    assert!(!(plain && opened));
    if let Ok(entry) = Entry::parse(bytes) {
        assert!(entry.payload().len() <= bytes.len());
        assert_eq!(entry.encrypted().is_ok(), opened);
    }
}

/// Bytes as an envelope, and as the compressed data of one that is otherwise right. No value is larger than a
/// thousand times its compressed data, or than the limit.
///
/// # Panics
///
/// The reader is at fault.
pub fn envelope(bytes: &[u8]) {
    let Some((limit, bytes)) = bytes.split_first_chunk() else { return };
    let limit = usize::from(u16::from_be_bytes(*limit));
    if let Ok(value) = envelope::open(bytes, limit) {
        assert!(value.len() <= limit && value.len() <= bytes.len() * 1000);
    }
    let as_data = rmp_serde::to_vec(&(bytes, [0_u8; 8], limit, "msgpack"));
    // The checksum is zero, which no fuzzer finds the value for; the decompression comes first.
    let _ = envelope::open(&as_data.unwrap_or_default(), LIMIT);
}
