//! What is written is read back as it was.

use std::collections::HashMap;
use std::net::IpAddr;
use std::path::PathBuf;
use std::time::Duration;

use proptest::prelude::*;
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::MessagePack;
use super::tree::{Tree, any_tree};
use crate::codec::{Codec, MAX_DEPTH};

super::for_each_codec! {
    trees_round_trip;
    std_types_round_trip;
    unsized_values_are_written;
    values_are_appended;
    the_deepest_value_round_trips;
}

fn round_trip<C: Codec, T: Serialize + DeserializeOwned>(value: &T) -> T {
    C::decode(&C::encode(value).unwrap()).unwrap()
}

fn trees_round_trip<C: Codec>() {
    proptest!(|(tree in any_tree())| {
        prop_assert_eq!(round_trip::<C, _>(&tree), tree);
    });
}

fn std_types_round_trip<C: Codec>() {
    let value = (
        HashMap::from([("one".to_owned(), 1u8), ("two".to_owned(), 2)]),
        vec![Some("203.0.113.7".parse::<IpAddr>().unwrap()), None],
        Duration::new(5, 7),
        PathBuf::from("/var/cache"),
        (i128::MIN, u128::MAX, char::MAX, ()),
    );
    assert_eq!(round_trip::<C, _>(&value), value);
}

fn values_are_appended<C: Codec>() {
    proptest!(|(tree in any_tree(), before: Vec<u8>)| {
        let mut bytes = before.clone();
        C::encode_to(&tree, &mut bytes).unwrap();
        prop_assert_eq!(bytes, [before, C::encode(&tree).unwrap()].concat());
    });
}

fn unsized_values_are_written<C: Codec>() {
    assert_eq!(C::decode::<String>(&C::encode("text").unwrap()).unwrap(), "text");
    assert_eq!(C::decode::<Vec<u8>>(&C::encode(&[1u8, 2][..]).unwrap()).unwrap(), [1, 2]);
}

/// As deep as it gets with all that a type can put between two levels: a newtype, an option, an enum.
fn the_deepest_value_round_trips<C: Codec>() {
    #[derive(Debug, PartialEq, Serialize, serde::Deserialize)]
    enum Nested {
        End,
        More(Newtype),
    }
    #[derive(Debug, PartialEq, Serialize, serde::Deserialize)]
    struct Newtype(Option<Box<Nested>>);

    let nested =
        |depth| (0..depth).fold(Nested::End, |inner, _| Nested::More(Newtype(Some(Box::new(inner)))));
    // `End` is a wrapper too.
    let deepest = nested(MAX_DEPTH - 1);
    assert_eq!(round_trip::<C, _>(&deepest), deepest);

    let deepest = (1..MAX_DEPTH).fold(Tree::Unit, |inner, _| Tree::Maybe(Some(Box::new(inner))));
    assert_eq!(round_trip::<C, _>(&deepest), deepest);
}

#[test]
fn messagepack_refuses_to_write_what_it_would_not_read() {
    let nested = |depth| (1..depth).fold(Tree::Many(Vec::new()), |inner, _| Tree::Many(vec![inner]));
    // Two levels each: the variant's map and its array.
    assert!(MessagePack::encode(&nested(MAX_DEPTH / 2)).is_ok());
    let error = MessagePack::encode(&nested(MAX_DEPTH / 2 + 1)).unwrap_err();
    assert_eq!(error.to_string(), "nested deeper than 100 levels");
}

#[test]
fn messagepack_refuses_a_serialize_that_miscounts() {
    struct Miscounted;
    impl Serialize for Miscounted {
        fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
            serde::ser::SerializeSeq::end(serializer.serialize_seq(Some(3))?)
        }
    }
    let error = MessagePack::encode(&Miscounted).unwrap_err();
    assert!(error.to_string().contains("announced"), "{error}");
}

#[test]
fn messagepack_is_the_bytes_of_the_other_sdks() {
    #[derive(Serialize)]
    struct User<'a> {
        id: u64,
        email: Option<&'a str>,
    }
    let bytes = MessagePack::encode(&[User { id: 300, email: None }]).unwrap();
    assert_eq!(bytes, b"\x91\x82\xa2id\xcd\x01\x2c\xa5email\xc0");
}

/// Documented on [`MessagePack`].
#[test]
fn messagepack_has_one_nil() {
    assert_eq!(round_trip::<MessagePack, Option<Option<u8>>>(&Some(None)), None);
}

#[cfg(feature = "bincode")]
#[test]
fn bincode_tells_nils_apart() {
    use crate::codec::Bincode;
    assert_eq!(round_trip::<Bincode, Option<Option<u8>>>(&Some(None)), Some(None));
    assert_eq!(round_trip::<Bincode, Option<()>>(&Some(())), Some(()));
}
