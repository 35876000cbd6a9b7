//! Values: canonical bytes, and what is read.

use std::collections::{BTreeMap, HashMap};
use std::net::IpAddr;

use serde::{Deserialize, Serialize};

use crate::codec::{Codec, CodecError};
use crate::interop::fuzzing::Blob;
use crate::interop::tests::{to_hex, unhex};
use crate::interop::{ForeignFrame, InteropCodec, InteropError, deserialize, serialize_value};

fn hex<T: Serialize + ?Sized>(value: &T) -> String {
    to_hex(&serialize_value(value).unwrap())
}

#[derive(Debug, PartialEq, Serialize, Deserialize)]
struct User {
    name: String,
    age: u8,
    tags: Vec<String>,
    f: f64,
}

fn alice() -> User {
    User { name: "alice".to_owned(), age: 30, tags: vec!["a".to_owned(), "b".to_owned()], f: 1.5 }
}

/// What Python 0.24.1 stores for this value, with the fields in the order of their names.
const ALICE: &str = "84a36167651ea166cb3ff8000000000000a46e616d65a5616c696365a47461677392a161a162";

#[test]
fn a_struct_is_the_map_that_python_stores() {
    assert_eq!(hex(&alice()), ALICE);
    assert_eq!(deserialize::<User>(&unhex(ALICE)).unwrap(), alice());
}

#[test]
fn maps_in_any_order_are_read() {
    let declared = rmp_serde::to_vec_named(&alice()).unwrap();
    assert_ne!(declared, unhex(ALICE));
    assert_eq!(deserialize::<User>(&declared).unwrap(), alice());
}

#[test]
fn floats_stay_floats_and_are_of_64_bits() {
    assert_eq!(hex(&2.0), "cb4000000000000000");
    assert_eq!(hex(&-0.0), "cb8000000000000000");
    assert_eq!(hex(&0.5_f32), "cb3fe0000000000000");
    assert_eq!(deserialize::<f32>(&unhex("cb3fe0000000000000")).unwrap().to_bits(), 0.5_f32.to_bits());
}

#[test]
fn what_each_kind_of_serde_is_written_as() {
    #[derive(Serialize)]
    enum Shape {
        Unit,
        Newtype(u8),
        Tuple(u8, u8),
        Struct { b: u8, a: u8 },
    }
    #[derive(Serialize)]
    struct Newtype(u8);
    #[derive(Serialize)]
    struct Marker;

    assert_eq!(hex(&Shape::Unit), "a4556e6974");
    assert_eq!(hex(&Shape::Newtype(1)), "81a74e65777479706501");
    assert_eq!(hex(&Shape::Tuple(1, 2)), "81a55475706c65920102");
    assert_eq!(hex(&Shape::Struct { b: 1, a: 2 }), "81a653747275637482a16102a16201");
    assert_eq!(hex(&(Newtype(1), Marker, (), None::<u8>, Some('x'), true)), "9601c0c0c0a178c3");
    assert_eq!(hex(&vec![1_u8, 255]), "9201ccff");
    assert_eq!(hex(&Blob(vec![1, 255])), "c40201ff");
    assert_eq!(hex(&-300_i128), "d1fed4");
}

#[test]
fn maps_are_sorted_at_every_level() {
    let inner = HashMap::from([("z", 1), ("a", 2), ("\u{10000}", 3), ("\u{ff61}", 4)]);
    let outer = HashMap::from([("b", inner.clone()), ("B", inner)]);
    let sorted = "84a16102a17a01a3efbda104a4f090808003";
    assert_eq!(hex(&outer), format!("82a142{sorted}a162{sorted}"));
}

#[test]
fn maps_and_lists_of_a_length_that_shows_at_the_end() {
    #[derive(Serialize)]
    struct Flattened {
        z: u8,
        #[serde(flatten)]
        rest: BTreeMap<String, u8>,
    }
    let rest: BTreeMap<_, _> = (0..20).map(|at| (format!("k{at:02}"), at)).collect();
    let bytes = serialize_value(&Flattened { z: 1, rest: rest.clone() }).unwrap();
    assert_eq!(bytes[..8], unhex("de0015a36b303000"));
    assert!(bytes.ends_with(b"\xa1z\x01"));

    struct Unannounced;
    impl Serialize for Unannounced {
        fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
            serializer.collect_seq((0..20).filter(|number| number % 2 == 0))
        }
    }
    assert_eq!(hex(&[Unannounced, Unannounced]), "929a00020406080a0c0e10129a00020406080a0c0e1012");
}

#[test]
fn types_with_a_text_are_their_text() {
    let address: IpAddr = "127.0.0.1".parse().unwrap();
    assert_eq!(hex(&address), hex("127.0.0.1"));
    assert_eq!(deserialize::<IpAddr>(&serialize_value(&address).unwrap()).unwrap(), address);
}

#[test]
fn exactly_one_document_is_read() {
    assert!(matches!(deserialize::<u8>(&[1, 2]), Err(InteropError::Decode(_))));
    assert!(matches!(deserialize::<u8>(&[]), Err(InteropError::Decode(_))));
}

#[test]
fn entries_of_other_layouts_are_recognised() {
    let framed = |bytes: &[u8]| match deserialize::<u8>(bytes) {
        Err(InteropError::Framed(frame)) => frame,
        other => panic!("{other:?}"),
    };
    assert_eq!(framed(b"CK\x03\0\0\0\x02{}\x01"), ForeignFrame::Python);
    assert_eq!(framed(b"\xc1r\x01"), ForeignFrame::Region);
    assert_eq!(framed(b"\xc1s\x01"), ForeignFrame::Region);
    // A number that is the letter `C`.
    assert_eq!(deserialize::<u8>(b"C").unwrap(), b'C');
    let message = InteropError::Framed(ForeignFrame::Python).to_string();
    assert!(message.contains("interop="), "{message}");
}

#[test]
fn the_codec_is_these_two_functions() {
    let bytes = InteropCodec::encode(&alice()).unwrap();
    assert_eq!(to_hex(&bytes), ALICE);
    assert_eq!(InteropCodec::decode::<User>(&bytes).unwrap(), alice());
    let error: CodecError = InteropCodec::encode(&[[1.0], [f64::NAN]]).unwrap_err();
    assert!(error.to_string().starts_with("element 2, element 1: NaN"), "{error}");
    assert!(InteropCodec::decode::<u8>(b"CK\x03").unwrap_err().to_string().contains("Python"));
}
