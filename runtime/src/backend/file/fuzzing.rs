//! What has to hold for any bytes of a file: run by `fuzz/`.

use super::header::{Expiry, Header, LEN, decode, encode};

/// What is taken for an entry's header is written again to the same bytes, and its times can be asked at any moment.
///
/// # Panics
/// The header's code is at fault.
pub fn file_header(bytes: &[u8]) {
    match decode(bytes) {
        Header::Entry(expiry) => {
            assert_eq!(encode(expiry), bytes[..LEN], "a header has one form");
            for now_ms in [0, 1, u64::MAX / 1000, u64::MAX] {
                assert_eq!(expiry.remaining(now_ms).is_none(), expiry == Expiry::NEVER);
                assert!(expiry != Expiry::NEVER || !expiry.has_come(now_ms));
            }
        }
        Header::Unknown => assert!(bytes.len() >= LEN && bytes.starts_with(b"CK\x01")),
        Header::Damaged => assert!(bytes.len() < LEN || !bytes.starts_with(b"CK\x01")),
    }
}
