//! Entries and keys that the published Python SDK (0.24.1) wrote, and damaged ones.

use proptest::collection::vec;
use proptest::prelude::*;
use serde::Deserialize;
use xxhash_rust::xxh3::xxh3_64;

use super::fuzzing::{ck_frame, envelope};
use super::{
    AutoKey, EncryptedReadError, Entry, EnvelopeError, PythonError, PythonSerializer, read_encrypted,
    read_plain,
};
use crate::interop::tests::unhex;
use crate::interop::{InteropValue, InteropValueErrorKind};

const LIMIT: usize = 1 << 20;

#[derive(Debug, PartialEq, Deserialize)]
struct User {
    name: String,
    age: u8,
    tags: Vec<String>,
    f: f64,
}

fn alice() -> User {
    User { name: "alice".to_owned(), age: 30, tags: vec!["a".to_owned(), "b".to_owned()], f: 1.5 }
}

/// The value in `MessagePack`, with the fields as Python's dict has them.
const RAW: &str = "84a46e616d65a5616c696365a36167651ea47461677392a161a162a166cb3ff8000000000000";

/// The same in an envelope.
const ENVELOPE: &str = "94c428 f01784a46e616d65a5616c696365a36167651ea47461677392a161a162a166cb3ff8000000000000 \
    98ccc46b07cca052cccdcce964 26 a76d73677061636b";

fn frame(header: &str, payload: &[u8]) -> Vec<u8> {
    let len = u32::try_from(header.len()).unwrap().to_be_bytes();
    [b"CK\x03", &len[..], header.as_bytes(), payload].concat()
}

fn header(compressed: bool, more: &str) -> String {
    format!(
        r#"{{"s": "default", "m": {{"format": "msgpack", "encoding": "utf-8", "compressed": {compressed}, "original_type": "msgpack"{more}}}, "v": "2.0"}}"#
    )
}

const ENCRYPTED: &str = r#", "encrypted": true, "tenant_id": "default", "encryption_algorithm": "AES-256-GCM", "key_fingerprint": "1f42496441f47a81c6957e116519f95b""#;

fn plain() -> Vec<u8> {
    frame(&header(true, ""), &unhex(ENVELOPE))
}

/// An envelope around some `MessagePack`.
fn enveloped(data: &[u8], checksum: u64, size: u64, format: &str) -> Vec<u8> {
    let data = serde_json::json!([data, checksum.to_be_bytes(), size, format]);
    frame(&header(true, ""), &rmp_serde::to_vec(&data).unwrap())
}

fn compressed(value: &[u8]) -> Vec<u8> {
    let data = lz4_flex::block::compress(value);
    enveloped(&data, xxh3_64(value), value.len() as u64, "msgpack")
}

fn envelope_error<T: std::fmt::Debug>(read: Result<T, PythonError>) -> EnvelopeError {
    match read {
        Err(PythonError::Envelope(error)) => error,
        other => panic!("{other:?}"),
    }
}

#[test]
fn what_the_default_decorator_stores() {
    let bytes = plain();
    assert_eq!(bytes.len(), 197);
    assert!(bytes.starts_with(b"CK\x03\0\0\0\x7d{\"s\""));
    assert_eq!(read_plain::<User>(&bytes, LIMIT).unwrap(), alice());
    let entry = Entry::parse(&bytes).unwrap();
    assert_eq!(entry.serializer(), "default");
    assert_eq!((entry.is_compressed(), entry.is_encrypted()), (true, false));
    assert_eq!(entry.payload(), unhex(ENVELOPE));
}

#[test]
fn what_it_stores_without_integrity_checking() {
    let bytes = frame(&header(false, ""), &unhex(RAW));
    assert_eq!(bytes.len(), 171);
    assert_eq!(read_plain::<User>(&bytes, LIMIT).unwrap(), alice());
}

#[test]
fn what_it_stores_encrypted() {
    let header = header(true, ENCRYPTED);
    assert_eq!(header.len(), 0x106);
    let bytes = frame(&header, &[7; 93]);
    assert_eq!(bytes.len(), 362);
    let open = |entry: &super::EncryptedEntry<'_>| {
        assert_eq!(entry.tenant, "default");
        assert_eq!(entry.fingerprint[..], unhex("1f42496441f47a81c6957e116519f95b"));
        assert_eq!((entry.format, entry.compressed, entry.original_type), ("msgpack", true, Some("msgpack")));
        assert_eq!(entry.sealed, [7; 93]);
        Ok::<_, ()>(unhex(ENVELOPE))
    };
    assert_eq!(read_encrypted::<User, ()>(&bytes, LIMIT, open).unwrap(), alice());
    assert_eq!(read_encrypted::<User, _>(&bytes, LIMIT, |_| Err("no")), Err(EncryptedReadError::Open("no")));
    assert_eq!(read_plain::<User>(&bytes, LIMIT), Err(PythonError::Encrypted));
}

#[test]
fn a_secure_reader_does_not_believe_a_header_that_claims_plaintext() {
    let open = |_: &super::EncryptedEntry<'_>| -> Result<Vec<u8>, ()> { panic!("nothing to decrypt") };
    let claims = [plain(), frame(&header(true, &ENCRYPTED.replace("true", "false")), &unhex(ENVELOPE))];
    for bytes in claims {
        let read = read_encrypted::<User, ()>(&bytes, LIMIT, open);
        assert_eq!(read, Err(EncryptedReadError::Entry(PythonError::NotEncrypted)));
    }
}

#[test]
fn an_encrypted_entry_says_all_that_it_takes_to_decrypt_it() {
    let open = |_: &super::EncryptedEntry<'_>| -> Result<Vec<u8>, ()> { panic!("not to be asked") };
    for (from, to) in [
        (r#""default", "enc"#, r#""", "enc"#),
        ("AES-256-GCM", "AES-128-GCM"),
        ("1f42", "1f4"),
        ("1f42", "+f42"),
        (r#", "tenant_id": "default""#, ""),
    ] {
        let bytes = frame(&header(true, &ENCRYPTED.replacen(from, to, 1)), &[0; 28]);
        let read = read_encrypted::<User, ()>(&bytes, LIMIT, open);
        assert!(matches!(read, Err(EncryptedReadError::Entry(PythonError::Header(_)))), "{to}: {read:?}");
    }
    let short = frame(&header(true, ENCRYPTED), &[0; 27]);
    assert!(read_encrypted::<User, ()>(&short, LIMIT, open).is_err());
}

#[test]
fn older_entries_hold_their_data_as_a_list_of_numbers() {
    let data = &unhex(ENVELOPE)[3..43];
    let bytes = enveloped(data, 0xc46b_07a0_52cd_e964, 38, "msgpack");
    assert_eq!(read_plain::<User>(&bytes, LIMIT).unwrap(), alice());
}

#[test]
fn entries_from_before_the_frame_are_json() {
    use base64::Engine as _;
    let data = base64::engine::general_purpose::STANDARD.encode(unhex(ENVELOPE));
    let legacy = |serializer: &str, data: &str| {
        let metadata =
            serde_json::json!({ "format": "msgpack", "compressed": true, "original_type": "msgpack" });
        let entry = serde_json::json!({ "serializer": serializer, "data": data, "metadata": metadata });
        entry.to_string().into_bytes()
    };
    assert_eq!(read_plain::<User>(&legacy("std", &data), LIMIT).unwrap(), alice());
    assert!(matches!(read_plain::<User>(&legacy("std", "?"), LIMIT), Err(PythonError::Header(_))));
    assert!(matches!(read_plain::<User>(&legacy("", &data), LIMIT), Err(PythonError::Header(_))));
}

#[test]
fn large_and_small_values_come_out_of_their_envelope() {
    for len in [0, 1, 100, 100_000] {
        let text = "ab".repeat(len);
        let value = rmp_serde::to_vec(&text).unwrap();
        assert_eq!(read_plain::<String>(&compressed(&value), LIMIT).unwrap(), text);
    }
}

#[test]
fn dates_and_times_are_read_as_in_interop_values() {
    #[derive(Debug, PartialEq, Deserialize)]
    struct Event {
        #[serde(with = "crate::interop::datetime")]
        at: std::time::SystemTime,
    }
    let json = serde_json::json!({ "at": { "__datetime__": true, "value": "1970-01-01T00:00:00+00:00" } });
    let bytes = frame(&header(false, ""), &rmp_serde::to_vec(&json).unwrap());
    assert_eq!(read_plain::<Event>(&bytes, LIMIT).unwrap().at, std::time::SystemTime::UNIX_EPOCH);
}

#[test]
fn limits_hold_for_the_entry_and_for_the_value() {
    let value = rmp_serde::to_vec(&"a".repeat(10_000)).unwrap();
    let bytes = compressed(&value);
    assert!(bytes.len() < 500);
    let too_large = |size: usize, limit| Err(PythonError::TooLarge { size: size as u64, limit });
    assert_eq!(read_plain::<String>(&bytes, value.len() - 1), too_large(value.len(), value.len() - 1));
    assert_eq!(read_plain::<String>(&bytes, 100), too_large(bytes.len(), 100));
    assert!(read_plain::<String>(&bytes, value.len()).is_ok());
}

#[test]
fn bombs_are_refused_before_anything_is_allocated() {
    for (data, size) in [
        (&b""[..], 0),
        (b"", 1),
        (b"\x10a", 2001),
        (b"\x10a", u64::MAX),
        (&vec![0; 600_000], (512 << 20) + 1),
    ] {
        let read = read_plain::<String>(&enveloped(data, 0, size, "msgpack"), usize::MAX);
        assert_eq!(envelope_error(read), EnvelopeError::Bomb, "{size}");
    }
}

#[test]
fn damage_is_found() {
    let value = rmp_serde::to_vec("a long enough text").unwrap();
    let data = lz4_flex::block::compress(&value);
    let (hash, size) = (xxh3_64(&value), value.len() as u64);
    let read = |data: &[u8], hash, size, format| {
        envelope_error(read_plain::<String>(&enveloped(data, hash, size, format), LIMIT))
    };
    assert_eq!(read(&data, hash ^ 1, size, "msgpack"), EnvelopeError::Checksum);
    assert_eq!(read(&data, hash, size + 1, "msgpack"), EnvelopeError::Compression);
    assert_eq!(read(&data, hash, size - 1, "msgpack"), EnvelopeError::Compression);
    assert_eq!(read(&data[1..], hash, size, "msgpack"), EnvelopeError::Compression);
    assert_eq!(read(&data, hash, size, "arrow"), EnvelopeError::Format);

    let shape = frame(&header(true, ""), &unhex(RAW));
    assert!(matches!(envelope_error(read_plain::<String>(&shape, LIMIT)), EnvelopeError::Shape(_)));
}

#[test]
fn every_cut_entry_is_refused() {
    let bytes = plain();
    for len in 0..bytes.len() {
        assert!(read_plain::<User>(&bytes[..len], LIMIT).is_err(), "{len}");
    }
    assert!(read_plain::<User>(&[&bytes[..], b"\0"].concat(), LIMIT).is_err());
}

#[test]
fn what_is_not_for_this_reader_is_refused() {
    let read = |bytes: &[u8]| read_plain::<User>(bytes, LIMIT).unwrap_err();
    assert_eq!(read(&unhex(RAW)), PythonError::NotAnEntry);
    assert_eq!(read(b"CK\x04\0\0\0\0"), PythonError::FrameVersion(4));
    for (from, to) in [
        (r#""s": "default""#, r#""s": "orjson""#),
        (r#""format": "msgpack""#, r#""format": "arrow""#),
        (r#""original_type": "msgpack""#, r#""original_type": "numpy""#),
    ] {
        let header = header(false, "").replace(from, to);
        assert_eq!(read(&frame(&header, &unhex(RAW))), PythonError::Format, "{to}");
    }
    let auto = header(false, "").replace("default", "auto");
    assert_eq!(read_plain::<User>(&frame(&auto, &unhex(RAW)), LIMIT).unwrap(), alice());
}

#[test]
fn keys_name_the_function_and_its_arguments() {
    let hash = "3870b2ea5735ae639ded9450ef117768db676f037bec636503796c5b81095153";
    let key = AutoKey::new("app.m", "get_user_1").arg(42);
    assert_eq!(key.build().unwrap(), format!("func:app.m.get_user_1:args:{hash}:1s"));
    let minimal = key.clone().integrity_checking(false);
    assert_eq!(minimal.build().unwrap(), format!("func:app.m.get_user_1:args:{hash}:0s"));
    let auto = key.namespace("users").serializer(PythonSerializer::Auto);
    assert_eq!(auto.build().unwrap(), format!("ns:users:func:app.m.get_user_1:args:{hash}:1a"));

    let local = AutoKey::new("__main__", "run.<locals>.get_user").namespace("users").arg(42);
    assert_eq!(
        local.build().unwrap(),
        format!("ns:users:func:__main__.run._locals_.get_user:args:{hash}:1s")
    );
}

/// Rows that Python 0.24.1 made.
#[test]
fn keys_follow_pythons_rules_for_arguments() {
    let hash = |key: AutoKey<'_>| key.build().unwrap().split(':').nth(3).unwrap().to_owned();
    let arg = |value: InteropValue| hash(AutoKey::new("m", "f").arg(value));
    assert_eq!(arg(3.0.into()), "725c68e8a456e71a95f07bd4b59fbf56ba9ec6f49c9a6e5cd6cf5cd6a4789812");
    assert_eq!(arg(3.into()), "5bad92410553bf971d8fbdbd535385d0c30b94271df125a573165004a76b91c2");
    assert_eq!(arg((-0.0).into()), "57e581573a3719cb3e2432629bfe26453b890caa20742235d938577f3db690b2");
    assert_eq!(arg(0.0.into()), "57e581573a3719cb3e2432629bfe26453b890caa20742235d938577f3db690b2");
    assert_eq!(arg(f64::NAN.into()), "a77ae183d4749ff1c4e56eb098d1d8f7088cc5e32177d619b35c690d0404d97c");
    assert_eq!(
        arg(InteropValue::datetime_from_unix_micros(1_704_112_245_123_456)),
        "c8b01e6f1c2a6ef93c3ee94fd14af0a3915adc455cc5be8c473be3a6e310c662"
    );
    assert_eq!(
        arg(InteropValue::map([
            ("b", InteropValue::array([1, -200])),
            ("a", InteropValue::bytes([1])),
            ("é", true.into())
        ])),
        "3558b1e731bb2801552b3ae0641f99c4a235b0fbf22df4d246a46f6bd48ea249"
    );
    assert_eq!(arg(InteropValue::Null), "073b96f1817ee2b2a26b6cee56401999e4dc2d8836d596927d0aad3e338c2f0b");
    let call = AutoKey::new("m", "f").arg("x").kwarg("b", 2).kwarg("a", 1.5);
    assert_eq!(hash(call), "89c73fbc6951072d47ae514d5ee65099985ceb456ac0681663ab276a7328f3a8");
    assert_eq!(
        hash(AutoKey::new("m", "f")),
        "f9cf3864b6e929eb73f84cf6d69409e0bd7575f8cf6feafe3a543b0f7267b2b2"
    );
}

#[test]
fn long_keys_are_cut_and_end_with_their_hash() {
    let module = "a.very.long.module.name".repeat(8);
    let key = AutoKey::new(&module, "C.<locals>..f-x").namespace("käse und brot").arg(1);
    assert_eq!(
        key.build().unwrap(),
        "ns:käse_und_brot:func:a.very.long.module.namea.ver:622718fadaeeabd3acb7db3aa0eeb909"
    );
    let key = AutoKey::new("m", "a..b<lambda>é").namespace("n s\n").arg(1);
    assert_eq!(
        key.build().unwrap(),
        "ns:n_s_:func:m.a.b_lambda__:args:386979f533ce537f0c42d385c8174948ebd58566ad81b32bebb830a187cb4387:1s"
    );
    let name = "x".repeat(300);
    let key = AutoKey::new("m", &name).arg(1);
    assert_eq!(
        key.build().unwrap(),
        "func:m.xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx:0447a95045588a5582593567fb7034cb"
    );
    let long = "n".repeat(100);
    assert_eq!(
        key.namespace(&long).build().unwrap(),
        "ns:nnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnn:a52e0d1540eb37d3268d02ecce5a6a72"
    );
}

#[test]
fn arguments_without_a_form_are_refused() {
    let kind = |value: InteropValue| AutoKey::new("m", "f").arg(value).build().unwrap_err().kind();
    assert_eq!(kind(InteropValue::set([1])), InteropValueErrorKind::Set);
    assert_eq!(kind(InteropValue::Int(1 << 64)), InteropValueErrorKind::IntegerOutOfRange);
    assert_eq!(
        kind(InteropValue::datetime_from_unix_micros(i64::MAX)),
        InteropValueErrorKind::TimeOutOfRange
    );
    let deep = (0..200).fold(InteropValue::Null, |inner, _| InteropValue::Array(vec![inner]));
    assert_eq!(kind(deep), InteropValueErrorKind::TooDeep);
}

proptest! {
    #[test]
    fn damaged_entries_do_not_panic(at in 0..197_usize, bit in 0..8_u32, encrypted: bool) {
        let mut bytes = if encrypted { frame(&header(true, ENCRYPTED), &[7; 93]) } else { plain() };
        bytes[at] ^= 1 << bit;
        ck_frame(&bytes);
    }

    #[test]
    fn random_bytes_do_not_panic(bytes in vec(any::<u8>(), 0..300)) {
        ck_frame(&bytes);
        ck_frame(&[b"CK\x03\0\0\0", &bytes[..]].concat());
        envelope(&bytes);
    }

    #[test]
    fn envelopes_hold_any_bytes(value in vec(any::<u8>(), 1..2000)) {
        let data = lz4_flex::block::compress(&value);
        let bytes = rmp_serde::to_vec(&(&data, xxh3_64(&value).to_be_bytes(), value.len(), "msgpack")).unwrap();
        prop_assert_eq!(super::envelope::open(&bytes, 2000), Ok(value));
    }
}
