//! What is stored, changed in every way: nothing opens, and the error says what is wrong.

use super::EncryptionError::{AuthenticationFailed, NotSealed, Truncated, UnknownKey, Version};
use super::*;

const KEY: &str = "users:by-id:42";
const PLAINTEXT: &[u8] = b"some plaintext";

#[test]
fn every_flip_of_a_bit_of_a_value_is_refused() {
    let keys = ring(&[1, 2]);
    let sealed = keys.seal_value(KEY, PLAINTEXT).unwrap();
    assert_eq!(keys.open_value(KEY, &sealed).as_deref(), Ok(PLAINTEXT));
    for at in 0..sealed.len() {
        for bit in 0..8 {
            let mut flipped = sealed.clone();
            flipped[at] ^= 1 << bit;
            assert_eq!(keys.open_value(KEY, &flipped), Err(AuthenticationFailed), "byte {at}, bit {bit}");
        }
    }
}

#[test]
fn every_flip_of_a_bit_of_a_frame_is_refused() {
    let keys = ring(&[1, 2]);
    let sealed = keys.seal_region(KEY, PLAINTEXT).unwrap();
    assert_eq!(keys.open_region(KEY, &sealed).as_deref(), Ok(PLAINTEXT));
    for at in 0..sealed.len() {
        for bit in 0..8 {
            let mut flipped = sealed.clone();
            flipped[at] ^= 1 << bit;
            let expected = match at {
                0..2 => NotSealed,
                2 => Version(flipped[2]),
                3..7 => UnknownKey,
                _ => AuthenticationFailed,
            };
            assert_eq!(keys.open_region(KEY, &flipped), Err(expected), "byte {at}, bit {bit}");
        }
    }
}

/// As L1 keeps it: what it is bound to, and the frame behind that.
#[test]
fn every_flip_of_a_bit_of_a_bound_frame_is_refused() {
    let keys = ring(&[1, 2]);
    let bound = || keys.bind_region(KEY.as_bytes(), &keys.seal_region(KEY, PLAINTEXT).unwrap()).unwrap();
    let open = |bound: &Bound| keys.with_opened_bound_region(bound, <[u8]>::to_vec);
    assert_eq!(open(&bound()).as_deref(), Ok(PLAINTEXT));
    assert_eq!(bound().key(), KEY.as_bytes());
    for at in 0..bound().bytes.len() {
        for bit in 0..8 {
            let mut flipped = bound();
            flipped.bytes[at] ^= 1 << bit;
            assert!(open(&flipped).is_err(), "byte {at}, bit {bit}");
        }
    }
}

#[test]
fn every_flip_of_a_bit_of_a_bound_value_is_refused() {
    let keys = ring(&[1, 2]);
    let bound = || keys.bind_value(KEY, &keys.seal_value(KEY, PLAINTEXT).unwrap()).unwrap();
    let open = |bound: &Bound| keys.with_opened_bound_value(bound, <[u8]>::to_vec);
    assert_eq!(open(&bound()).as_deref(), Ok(PLAINTEXT));
    for at in 0..bound().bytes.len() {
        for bit in 0..8 {
            let mut flipped = bound();
            flipped.bytes[at] ^= 1 << bit;
            assert_eq!(open(&flipped), Err(AuthenticationFailed), "byte {at}, bit {bit}");
        }
    }
}

/// The header is bound too: it cannot be put before a message of another key.
#[test]
fn the_header_of_another_key_is_refused() {
    let keys = ring(&[1, 2]);
    let ours = keys.seal_region(KEY, PLAINTEXT).unwrap();
    let theirs = ring(&[2]).seal_region(KEY, PLAINTEXT).unwrap();
    let mixed = [&theirs[..7], &ours[7..]].concat();
    assert_eq!(keys.open_region(KEY, &mixed), Err(AuthenticationFailed));
}

#[test]
fn every_cut_is_refused() {
    let keys = ring(&[1, 2]);
    let value = keys.seal_value(KEY, PLAINTEXT).unwrap();
    for len in 0..value.len() {
        let expected = if len < 28 { Truncated { len } } else { AuthenticationFailed };
        assert_eq!(keys.open_value(KEY, &value[..len]), Err(expected), "{len}");
    }
    let frame = keys.seal_region(KEY, PLAINTEXT).unwrap();
    for len in 0..frame.len() {
        let expected = match len {
            0..2 => NotSealed,
            2..35 => Truncated { len },
            _ => AuthenticationFailed,
        };
        assert_eq!(keys.open_region(KEY, &frame[..len]), Err(expected), "{len}");
    }
    for longer in [[value, vec![0]].concat(), [frame, vec![0]].concat()] {
        assert_eq!(keys.open_value(KEY, &longer), Err(AuthenticationFailed));
    }
}

#[test]
fn what_was_sealed_for_another_key_or_tenant_is_refused() {
    let keyring = Keyring::new(master(1));
    let [acme, acm] = ["acme", "acm"].map(|tenant| keyring.tenant(tenant).unwrap());
    let value = acme.seal_value(KEY, PLAINTEXT).unwrap();
    let frame = acme.seal_region(KEY, PLAINTEXT).unwrap();
    for other in ["", "users:by-id:4", "users:by-id:43", "users:by-id:422", "app::users:by-id:42"] {
        assert_eq!(acme.open_value(other, &value), Err(AuthenticationFailed), "{other}");
        assert_eq!(acme.open_region(other, &frame), Err(AuthenticationFailed), "{other}");
    }
    // Tenants have other keys, and other ids of them.
    assert_eq!(acm.open_value(KEY, &value), Err(AuthenticationFailed));
    assert_eq!(acm.open_region(KEY, &frame), Err(UnknownKey));
    let bound = acme.bind_region(KEY.as_bytes(), &frame).unwrap();
    assert_eq!(acm.with_opened_bound_region(&bound, <[u8]>::to_vec), Err(UnknownKey));
    // Text that moves from one component to the next makes another binding.
    assert_eq!(acm.open_value(&["e", KEY].concat(), &value), Err(AuthenticationFailed));
}

proptest::proptest! {
    #[test]
    fn round_trips(plaintext: Vec<u8>, key: String) {
        let keys = ring(&[1]);
        let value = keys.seal_value(&key, &plaintext).unwrap();
        let frame = keys.seal_region(&key, &plaintext).unwrap();
        proptest::prop_assert_eq!(keys.open_value(&key, &value), Ok(plaintext.clone()));
        proptest::prop_assert_eq!(keys.open_region(&key, &frame), Ok(plaintext));
    }

    #[test]
    fn holds_on_any_bytes(bytes: Vec<u8>) {
        fuzz(&bytes);
    }
}
