//! The bytes of the cachekit protocol, as other implementations computed or stored them.

use super::super::binding::{BeforeKey, BehindKey, Binding};
use super::super::cipher::{Aead, Cipher};
use super::super::derive::{Domain, derive, fingerprint, salt};
use super::*;
use crate::encryption::EncryptionLayer;

/// `{"name": "alice", "age": 30}`
const ALICE: &str = "82a46e616d65a5616c696365a36167651e";
/// `"123-45-6789"`
const SSN: &str = "ab3132332d34352d36373839";

#[test]
fn salts() {
    let acme = |domain| salt(domain, "acme");
    assert_eq!(acme(Domain::Encryption), unhex("63616368656b69745f76315f0a656e6372797074696f6e000461636d65"));
    assert_eq!(acme(Domain::CacheKeys), unhex("63616368656b69745f76315f0a63616368655f6b657973000461636d65"));
}

/// The third row of each tenant that the protocol names, `authentication`, has no use in any SDK.
#[test]
fn derived_keys_and_fingerprints() {
    for (tenant, domain, key, print) in [
        (
            "acme",
            Domain::Encryption,
            "703f40070f4104b2aac888155e99f7657213b109cec59280fb99dca1e3b37572",
            "bd880af28e9187ab4f18e550ec925aaa",
        ),
        (
            "acme",
            Domain::CacheKeys,
            "e2cf7311eba9c709f724383e7de4660e5d349ee9c670079e719836edccceed5f",
            "1e55bab471017cd58f47f455d2e7b361",
        ),
        (
            "default",
            Domain::Encryption,
            "c5e86e5b07aef4007cf2b95d6d47941d3d81cd38c33546ee12324e8ffa641bda",
            "1f42496441f47a81c6957e116519f95b",
        ),
        (
            "default",
            Domain::CacheKeys,
            "7698206e3347033acd79f1d2ab7d6463d734a89339ab70df03c369b08663a257",
            "f9d88b665a628ea3f471d4c5e204f4cc",
        ),
    ] {
        let derived = derive(&example_master(), domain, tenant);
        assert_eq!(derived.bytes().as_slice(), unhex(key), "{tenant} {domain:?}");
        assert_eq!(fingerprint(derived.bytes()).as_slice(), unhex(print), "{tenant} {domain:?}");
    }
    assert_eq!(example_keys("default").fingerprint().as_slice(), unhex("1f42496441f47a81c6957e116519f95b"));
}

#[test]
fn fingerprints_of_the_rotation_examples() {
    for (byte, print) in
        [(0x11, "b6bfaa4119e9d72c87a393b17f1e117b"), (0x22, "e066ffdacfb5fb11a6ecc44c7a0ecb4e")]
    {
        let keys = Keyring::new(master(byte)).tenant("keyring-conformance").unwrap();
        assert_eq!(keys.fingerprint().as_slice(), unhex(print));
    }
}

#[test]
fn associated_data() {
    let layer = EncryptionLayer::new(example_master().bytes(), "acme").unwrap();
    let tenant_key_and_format = "03 0000000461636d65 00000007757365723a3432 000000076d73677061636b";
    let [plain, compressed] = ["0000000546616c7365", "0000000454727565"]
        .map(|token| unhex(&[tenant_key_and_format, token].concat()));
    assert_eq!(layer.build_aad("user:42", false), plain);
    assert_eq!(plain.len(), 40);
    assert_eq!(layer.build_aad("user:42", true), compressed);

    let of_python = Binding {
        before: &BeforeKey::new("acme"),
        key: b"user:42",
        behind: &BehindKey::new("msgpack", true, Some(b"msgpack")),
    };
    assert_eq!(of_python.to_vec(), [compressed, unhex("00000007 6d73677061636b")].concat());
}

/// Long keys of the string API leave the stack, with the same bytes.
#[test]
fn associated_data_of_any_length() {
    let (before, behind) = (BeforeKey::new("acme"), BehindKey::new("msgpack", false, None));
    for len in (0..700).step_by(7) {
        let key = "k".repeat(len);
        let binding = Binding { before: &before, key: key.as_bytes(), behind: &behind };
        assert!(binding.with_bytes(|bytes| bytes == binding.to_vec()), "{len}");
    }
}

#[test]
fn values_with_a_given_nonce() {
    let keys = example_keys("acme");
    for (key, plaintext, sealed) in [
        ("user:42", ALICE, "97ceea943aae82f605c736a65bdce98653bb47d11fad6c65d4b6e54d8dbf555681"),
        ("user:42:ssn", SSN, "be5bb6c67aff12ba5f996dfa8b7e84c3c8ba85831797581ce9afcf1c"),
    ] {
        let plaintext = unhex(plaintext);
        let stored = [unhex("000102030405060708090a0b"), unhex(sealed)].concat();
        assert_eq!(keys.open_value(key, &stored), Ok(plaintext.clone()));

        // The same by hand, since sealing takes nonces from nobody.
        let cipher = Cipher::new(derive(&example_master(), Domain::Encryption, "acme").bytes());
        let mut ciphertext = vec![0; plaintext.len()];
        let mut tag = [0; 16];
        let nonce = *stored.first_chunk().unwrap();
        let aad = keys.value_aad(key, false);
        cipher.seal(nonce, &aad, &plaintext, &mut ciphertext, &mut tag).unwrap();
        assert_eq!([nonce.as_slice(), &ciphertext, &tag].concat(), stored);
    }
}

/// What the Python SDK stored in Redis for an interop function, with the default tenant and with one of its own.
#[test]
fn values_of_python_interop() {
    let key = "users:get_user:61598716255080080f6456eb065c2e51badfaa4320b0efe97469c29cffee8875";
    let value = unhex("84a36167651ea166cb3ff8000000000000a46e616d65a5616c696365a47461677392a161a162");
    for (tenant, stored) in [
        (
            "default",
            "3d76282a17dc7c1100000000 59d0dc795b230d583148e4632952e5666a68bd76359343a36f22aff1711bf7faec5013500117\
             4736b5a3f905cb0ac49a152aff1b9195",
        ),
        (
            "11111111-2222-4333-8444-555555555555",
            "caac9d7096de23be00000000 2eeec88f97485ff69379ea7ed93079b5f577bf07c8f4fe38f5c3f30c33f3fe8351fa015bd130\
             2d36e09a9a3051a6896e3f044e82ee0e",
        ),
    ] {
        assert_eq!(example_keys(tenant).open_value(key, &unhex(stored)), Ok(value.clone()), "{tenant}");
    }
}

/// What the Python SDK stored in Redis for a function of its own, whose metadata names key and format.
#[test]
fn values_of_python_by_fingerprint() {
    let stored = unhex(
        "3d76282a17dc7c1000000000 800516d7f5ca6c799e272aa9a8a70c45037a690f784e06952dfd1cf00cd4e8c7e25c0becd2953a6a1786\
         43d5fc5085cf609335e8f0dbb4b03c8cbc0b25ce15c4d06c216e3f110b730ea0dda4dc8f34fa5e",
    );
    let envelope = unhex(
        "94c428f01784a46e616d65a5616c696365a36167651ea47461677392a161a162a166cb3ff8000000000000\
         98ccc46b07cca052cccdcce96426a76d73677061636b",
    );
    let key = "ns:users:func:__main__.run._locals_.get_user:args:\
               3870b2ea5735ae639ded9450ef117768db676f037bec636503796c5b81095153:1s";
    let named = unhex("1f42496441f47a81c6957e116519f95b").try_into().unwrap();

    // Also when the key has become a previous one since.
    let rotated = Keyring::new(master(9)).with_previous([example_master()]).unwrap();
    for keys in [example_keys("default"), rotated.tenant("default").unwrap()] {
        let by_name = keys.by_fingerprint(&named).unwrap();
        assert_eq!(by_name.open(key, "msgpack", true, Some("msgpack"), &stored), Ok(envelope.clone()));
        for (compressed, original_type) in
            [(false, Some("msgpack")), (true, None), (true, Some("orjson")), (false, None)]
        {
            let opened = by_name.open(key, "msgpack", compressed, original_type, &stored);
            assert_eq!(opened, Err(EncryptionError::AuthenticationFailed));
        }
        assert_eq!(keys.by_fingerprint(&[7; 16]).map(|_| ()), Err(EncryptionError::UnknownKey));
        // Values of the string API are bound to other words.
        assert_eq!(keys.open_value(key, &stored), Err(EncryptionError::AuthenticationFailed));
    }
}

/// Computed with Python's `hashlib.blake2b(text, digest_size=32, key=…)` from the `cache_keys` key above.
#[test]
fn blinds() {
    let keys = example_keys("acme");
    let expected = unhex("f0bdd802d898d353d742d64f987f9e8622200ac9ec59ee94049bd9b9ce968554");
    assert_eq!(keys.blind(b"ada@example.com").as_slice(), expected);
    assert_ne!(keys.blind(b""), keys.blind(b"\0"));
    assert_ne!(keys.blind(b"ada"), example_keys("default").blind(b"ada"));
}
