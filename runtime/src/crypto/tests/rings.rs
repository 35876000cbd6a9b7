//! Several master keys: rotation, and what is no keyring.

use super::EncryptionError::{AuthenticationFailed, Truncated, UnknownKey};
use super::*;
use crate::error::{CachekitError, KeyError};

const KEY: &str = "users:by-id:42";

/// Forward: the old key becomes a previous one. Back: a process that was not restarted yet knows the new one already.
#[test]
fn keys_are_replaced_in_both_directions() {
    let [old, new] = [[1, 2], [2, 1]].map(|masters| ring(&masters));
    for (writer, reader) in [(&old, &new), (&new, &old)] {
        let value = writer.seal_value(KEY, b"value").unwrap();
        let frame = writer.seal_region(KEY, b"frame").unwrap();
        assert_eq!(reader.open_value(KEY, &value).as_deref(), Ok(b"value".as_slice()));
        assert_eq!(reader.open_region(KEY, &frame).as_deref(), Ok(b"frame".as_slice()));
    }
}

#[test]
fn a_key_that_is_gone_opens_nothing() {
    let without = ring(&[2, 3]);
    let gone = ring(&[1]);
    let value = gone.seal_value(KEY, b"value").unwrap();
    let frame = gone.seal_region(KEY, b"frame").unwrap();
    assert_eq!(without.open_value(KEY, &value), Err(AuthenticationFailed));
    assert_eq!(without.open_region(KEY, &frame), Err(UnknownKey));
}

#[test]
fn all_of_three_previous_keys_open_and_the_current_one_seals() {
    let keys = ring(&[1, 2, 3, 4]);
    for previous in 2..=4 {
        let value = ring(&[previous]).seal_value(KEY, b"value").unwrap();
        assert_eq!(keys.open_value(KEY, &value).as_deref(), Ok(b"value".as_slice()));
        let frame = ring(&[previous]).seal_region(KEY, b"frame").unwrap();
        assert_eq!(keys.open_region(KEY, &frame).as_deref(), Ok(b"frame".as_slice()));
    }
    let value = keys.seal_value(KEY, b"value").unwrap();
    assert!(ring(&[1]).open_value(KEY, &value).is_ok());
    assert_eq!(keys.fingerprint(), ring(&[1]).fingerprint());
}

/// Sealed under the keys of the protocol's rotation examples, by another implementation.
#[test]
fn rotation_across_implementations() {
    let [current, previous] = [0x22, 0x11].map(master);
    let ring = Keyring::new(current).with_previous([previous]).unwrap();
    let keys = ring.tenant("keyring-conformance").unwrap();
    for stored in [
        "000102030405060708090a0b 9e30bdb28081a62d0bb251dc7762a349eb1800523b0d703ca67ee6d06638a0721c",
        "000102030405060708090a0b d3fe8fb8071e7060de086c3f1544a0788b199e41c63ef4f8b1e74dcdb38420fa29",
    ] {
        let opened = keys.open_value("user:42", &unhex(stored));
        assert_eq!(opened, Ok(unhex("82a46e616d65a5616c696365a36167651e")));
    }
}

/// Bytes that no key could open are not tried with every key, and not reported as the fault of a key.
#[test]
fn an_error_of_structure_stops_at_once() {
    assert_eq!(ring(&[1, 2, 3, 4]).open_value(KEY, &[0; 27]), Err(Truncated { len: 27 }));
    assert_eq!(ring(&[1, 2, 3, 4]).open_value(KEY, b""), Err(Truncated { len: 0 }));
}

#[test]
fn blinds_of_previous_keys() {
    let keys = ring(&[3, 2, 1]);
    assert_eq!(keys.previous_blinds(), 2);
    assert_eq!(keys.blind(b"ada"), ring(&[3]).blind(b"ada"));
    assert_eq!(keys.blind_with_previous(0, b"ada"), ring(&[2]).blind(b"ada"));
    assert_eq!(keys.blind_with_previous(1, b"ada"), ring(&[1]).blind(b"ada"));
}

#[test]
fn what_is_no_ring() {
    let with = |previous: &[u8]| {
        Keyring::new(master(1)).with_previous(previous.iter().map(|&byte| master(byte))).map(|_| ())
    };
    assert_eq!(with(&[]), Ok(()));
    assert_eq!(with(&[2, 3, 4]), Ok(()));
    assert_eq!(with(&[2, 3, 4, 5]), Err(KeyError::TooManyPrevious));
    assert_eq!(with(&[2, 1]), Err(KeyError::CurrentAmongPrevious));
    assert_eq!(with(&[2, 3, 2]), Err(KeyError::DuplicatePrevious));
    // A key that begins as another one is another.
    let longer = MasterKey::from_hex(&"01".repeat(33)).unwrap();
    assert!(Keyring::new(master(1)).with_previous([longer]).is_ok());
}

#[test]
fn tenants_have_1_to_255_bytes() {
    let keyring = Keyring::new(master(1));
    for (tenant, len) in [(String::new(), 0), ("t".repeat(256), 256), ("é".repeat(128), 256)] {
        assert_eq!(keyring.tenant(&tenant).map(|_| ()), Err(KeyError::TenantLength { len }));
    }
    for tenant in ["t".to_owned(), "t".repeat(255)] {
        let keys = keyring.tenant(&tenant).unwrap();
        let sealed = keys.seal_region(KEY, b"frame").unwrap();
        assert_eq!(keys.open_region(KEY, &sealed).as_deref(), Ok(b"frame".as_slice()));
    }
}

#[test]
fn keys_in_hex() {
    let of = |text: &str| MasterKey::from_hex(text).map(|key| key.bytes().to_vec());
    let all_digits = "00112233445566778899aabbccddeeffAABBCCDDEEFF0123456789abcdefABCDEF";
    assert_eq!(of(all_digits), Ok(unhex(all_digits)));
    assert_eq!(of(&"7f".repeat(64)), Ok(vec![0x7f; 64]));
    assert_eq!(of(""), Err(KeyError::TooShort { len: 0 }));
    assert_eq!(of(&"7f".repeat(31)), Err(KeyError::TooShort { len: 31 }));
    assert_eq!(of(&"7".repeat(65)), Err(KeyError::HalfByte));
    for mistake in ["0x", " ", "g", "-", "é", "\0", "\n", "@", "`", "/", ":"] {
        for text in [[mistake, &"7f".repeat(32)].concat(), ["7f".repeat(32).as_str(), mistake].concat()] {
            assert_eq!(of(&text), Err(KeyError::NotHex), "{mistake:?}");
        }
    }
}

#[test]
fn keys_in_bytes() {
    let of = |bytes: &[u8]| MasterKey::from_bytes(bytes).map(|key| key.bytes().to_vec());
    assert_eq!(of(&[0xff; 32]), Ok(vec![0xff; 32]));
    for len in [0, 16, 31, 33, 64] {
        assert_eq!(of(&vec![0xff; len]), Err(KeyError::WrongLength { len }));
    }
    assert_eq!(of("7f".repeat(32).as_bytes()), Err(KeyError::HexAsBytes));
}

#[test]
fn mistakes_are_of_the_configuration() {
    let error = CachekitError::from(MasterKey::from_hex("7f").unwrap_err());
    assert_eq!(
        error.to_string(),
        "configuration error: a master key has at least 32 bytes, and this one has 1; make one with \
         `openssl rand -hex 32`"
    );
}
