//! Sealed frames of typed regions: the stored bytes, pinned.

use super::*;

const KEY: &str = "users:by-id:42";

/// The bytes that are in users' stores, computed with another implementation of AES-GCM: a change here is a new format.
#[test]
fn golden_bytes() {
    let keys = example_keys("acme");
    let stored =
        unhex("c173 01 bd880af2 000102030405060708090a0b 744ae28736a642 d1f65dbadc5de76f0e0ff1424e7db7dd");
    assert_eq!(keys.open_region(KEY, &stored).as_deref(), Ok(b"a frame".as_slice()));

    let sealed = keys.seal_region(KEY, b"a frame").unwrap();
    assert_eq!(sealed[..7], stored[..7]);
    assert_eq!(sealed.len(), stored.len());
    assert!(is_sealed_region(&sealed));
}

#[test]
fn what_is_no_sealed_frame_is_told_apart() {
    let keys = example_keys("acme");
    for other in [b"".as_slice(), b"\xc1", b"\xc1r\x01\x00 a plain frame", b"\x81\xa2id\x2a", b"CK\x03"] {
        assert!(!is_sealed_region(other));
        assert_eq!(keys.open_region(KEY, other), Err(EncryptionError::NotSealed));
    }
    assert_eq!(keys.open_region(KEY, b"\xc1s"), Err(EncryptionError::Truncated { len: 2 }));
    assert_eq!(keys.open_region(KEY, b"\xc1s\x02"), Err(EncryptionError::Version(2)));
}

#[test]
fn values_and_frames_of_one_key_are_not_each_other() {
    let keys = example_keys("acme");
    let value = keys.seal_value(KEY, b"payload").unwrap();
    let frame = keys.seal_region(KEY, b"payload").unwrap();
    let failed = Err(EncryptionError::AuthenticationFailed);
    assert_eq!(keys.open_value(KEY, &frame), failed);
    assert_eq!(keys.open_value(KEY, &frame[7..]), failed);
    assert_eq!(keys.open_region(KEY, &[&frame[..7], &value].concat()), failed);
}

#[test]
fn seals_in_one_allocation_of_the_exact_size() {
    let keys = example_keys("acme");
    for len in [0, 1, 1_000, 70_000] {
        let plaintext = vec![7; len];
        for (sealed, overhead) in [
            (keys.seal_value(KEY, &plaintext).unwrap(), 28),
            (keys.seal_region(KEY, &plaintext).unwrap(), 35),
        ] {
            assert_eq!((sealed.len(), sealed.capacity()), (len + overhead, len + overhead));
        }
    }
}
