//! Messages say what is wrong, and never what was there.

use serde::{Deserialize, Serialize, Serializer, ser};

use super::MessagePack;
use crate::codec::{Codec, CodecError};

const SECRET: &str = "hunter2";

#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct User {
    id: u64,
    email: String,
}

#[derive(Debug, Serialize, Deserialize)]
enum Role {
    Admin,
}

fn error<T: for<'de> Deserialize<'de> + std::fmt::Debug>(value: &impl Serialize) -> String {
    let error = MessagePack::decode::<T>(&MessagePack::encode(value).unwrap()).unwrap_err();
    assert!(!format!("{error} {error:?}").contains(SECRET), "{error:?}");
    error.to_string()
}

#[test]
fn errors_name_the_fault_and_not_the_value() {
    let map = |entries: &[(&'static str, &'static str)]| {
        entries.iter().copied().collect::<std::collections::BTreeMap<_, _>>()
    };
    assert_eq!(error::<u64>(&SECRET), "found a string, expected u64");
    assert_eq!(error::<u8>(&700), "found an integer, expected u8");
    assert_eq!(error::<(u8, u8)>(&[1]), "wrong number of elements, expected a tuple of size 2");
    assert_eq!(error::<Role>(&SECRET), "a variant that the enum does not have");
    assert_eq!(error::<User>(&map(&[(SECRET, "")])), "a field that the type does not have");
    assert_eq!(error::<User>(&map(&[("email", "")])), "the field `id` is missing");
    assert_eq!(error::<User>(&map(&[("id", SECRET)])), "found a string, expected u64");
    assert_eq!(error::<std::net::IpAddr>(&SECRET), "a variant that the enum does not have");
    assert_eq!(error::<bool>(&1), "found an integer, expected a boolean");
    assert_eq!(error::<String>(&1), "found an integer, expected a string");
    assert_eq!(error::<Vec<u8>>(&1), "found an integer, expected a sequence");
    assert_eq!(error::<Refusing>(&SECRET), "the type's own serde implementation refused the value");
}

#[derive(Debug)]
struct Refusing;

impl Serialize for Refusing {
    fn serialize<S: Serializer>(&self, _: S) -> Result<S::Ok, S::Error> {
        Err(ser::Error::custom(SECRET))
    }
}

impl<'de> Deserialize<'de> for Refusing {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer).and_then(|text| Err(serde::de::Error::custom(text)))
    }
}

#[test]
fn a_refusing_serialize_keeps_its_words() {
    let error = MessagePack::encode(&Refusing).unwrap_err();
    assert_eq!(error.to_string(), "the type's own serde implementation refused the value");
}

#[test]
fn a_codec_of_another_crate_has_fixed_texts() {
    assert_eq!(CodecError::new("no such dictionary").to_string(), "no such dictionary");
}

#[test]
fn a_caught_error_leaves_the_bounds_as_they_were() {
    /// Takes whatever is there for nothing when it is no number, like `serde_with`'s `DefaultOnError`.
    #[derive(Debug, PartialEq)]
    struct Lenient(Option<u8>);
    impl<'de> Deserialize<'de> for Lenient {
        fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
            #[derive(Deserialize)]
            struct Strict(Option<u8>);
            Ok(Self(Strict::deserialize(deserializer).ok().and_then(|strict| strict.0)))
        }
    }
    let mut values = vec!["text"; 1_000];
    values.push("last");
    let read: Vec<Lenient> = MessagePack::decode(&MessagePack::encode(&values).unwrap()).unwrap();
    assert_eq!(read.len(), 1_001);
}
