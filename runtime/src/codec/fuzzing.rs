//! What has to hold for any bytes: run by tests on generated input and by `fuzz/` on its own.

use std::collections::{BTreeMap, HashMap};
use std::fmt;

use serde::de::{self, DeserializeOwned, IgnoredAny, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

#[cfg(feature = "bincode")]
use super::Bincode;
use super::{Codec, MessagePack};

/// A type that can ask for anything, at any depth.
#[derive(Debug, PartialEq, Serialize, Deserialize)]
enum Anything {
    Unit,
    Number(i64),
    Float(f64),
    Wide(u128),
    Text(String),
    Maybe(Option<Box<Anything>>),
    Many(Vec<Anything>),
    Named(BTreeMap<String, Anything>),
    Pair(Box<Anything>, Box<Anything>),
    Fields { left: Box<Anything>, right: Option<Box<Anything>> },
}

/// Types that have everything buffered before they know what it is.
#[derive(Serialize, Deserialize)]
struct Flattened {
    id: u32,
    #[serde(flatten)]
    rest: BTreeMap<String, Untagged>,
}

#[derive(Serialize, Deserialize)]
#[serde(untagged)]
enum Untagged {
    Unit(()),
    Number(i64),
    Float(f32),
    Text(String),
    Many(Vec<Untagged>),
    Named(BTreeMap<u16, Untagged>),
}

#[derive(Serialize, Deserialize)]
#[serde(tag = "kind")]
enum Tagged {
    Empty,
    Full { inner: Option<Box<Tagged>>, number: u16 },
}

#[derive(Serialize, Deserialize)]
#[serde(rename = "_ExtStruct")]
struct Extension((i8, Bytes));

/// Bytes as serde has them, not as an array of integers.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Bytes(pub(super) Vec<u8>);

impl Serialize for Bytes {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_bytes(&self.0)
    }
}

impl<'de> Deserialize<'de> for Bytes {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct BytesVisitor;
        impl Visitor<'_> for BytesVisitor {
            type Value = Bytes;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("bytes")
            }
            fn visit_bytes<E: de::Error>(self, bytes: &[u8]) -> Result<Bytes, E> {
                Ok(Bytes(bytes.to_vec()))
            }
        }
        deserializer.deserialize_byte_buf(BytesVisitor)
    }
}

/// A type of wrappers only: without bounds on what serde does, any input sends it into endless recursion.
#[derive(Debug, Deserialize)]
#[expect(dead_code, reason = "it is the reading that is tested")]
struct Chain(Option<Box<Chain>>);

/// Reads `bytes` with [`MessagePack`].
///
/// # Panics
///
/// The codec is at fault.
pub fn msgpack(bytes: &[u8]) {
    read::<MessagePack>(bytes);
    read_as_others_do::<Anything>(bytes);
    read_as_others_do::<HashMap<String, Vec<Option<u16>>>>(bytes);
    read_as_others_do::<(i128, char, String)>(bytes);
    read_as_others_do::<(u128, (), Option<bool>)>(bytes);
    read_as_others_do::<Flattened>(bytes);
    read_as_others_do::<Untagged>(bytes);
    read_as_others_do::<Tagged>(bytes);
    read_as_others_do::<BTreeMap<u16, Extension>>(bytes);
}

/// What the codec reads, `rmp-serde` reads as the same value. Values are compared as they are written: NaN is not NaN.
pub(super) fn read_as_others_do<T: Serialize + DeserializeOwned>(bytes: &[u8]) {
    if let Ok(value) = MessagePack::decode::<T>(bytes) {
        let others: T = rmp_serde::from_slice(bytes).expect("the codec takes no more than others do");
        let written = |value: &T| MessagePack::encode(value).expect("what was read can be written");
        assert_eq!(written(&value), written(&others), "{bytes:x?}");
    }
}

/// Reads `bytes` with [`Bincode`].
///
/// # Panics
///
/// The codec is at fault.
#[cfg(feature = "bincode")]
pub fn bincode(bytes: &[u8]) {
    read::<Bincode>(bytes);
}

/// Reads `bytes` as several types. Whatever is read can be written, and read again to the same bytes.
fn read<C: Codec>(bytes: &[u8]) {
    let _: Result<Chain, _> = C::decode(bytes);
    let _: Result<IgnoredAny, _> = C::decode(bytes);
    let _: Result<Vec<()>, _> = C::decode(bytes);
    let _: Result<HashMap<String, Vec<Option<u16>>>, _> = C::decode(bytes);
    if let Ok(value) = C::decode::<Anything>(bytes) {
        let written = C::encode(&value).expect("what was read can be written");
        let again: Anything = C::decode(&written).expect("what was written can be read");
        let rewritten = C::encode(&again).expect("what was read can be written");
        assert_eq!(written, rewritten, "a value has one form");
    }
}
