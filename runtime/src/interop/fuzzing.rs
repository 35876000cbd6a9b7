//! What has to hold for any arguments and any value: run by tests on generated input and by `fuzz/` on its own.

use std::collections::BTreeMap;
use std::fmt;

use serde::de::{MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::{InteropValue, canonical_args, deserialize, serialize_value};

/// What other languages have for values.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(untagged)]
pub(crate) enum Plain {
    Nil(()),
    Bool(bool),
    Unsigned(u64),
    Signed(i64),
    Float(f64),
    Text(String),
    Bytes(Blob),
    Array(Vec<Plain>),
    Map(BTreeMap<String, Plain>),
}

/// Bytes as bytes, not as a list of numbers.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Blob(pub(crate) Vec<u8>);

impl Serialize for Blob {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_bytes(&self.0)
    }
}

/// Not by serde's `untagged`, which takes bytes for a text where they are one.
impl<'de> Deserialize<'de> for Plain {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(PlainVisitor)
    }
}

struct PlainVisitor;

impl<'de> Visitor<'de> for PlainVisitor {
    type Value = Plain;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value of any kind")
    }

    fn visit_unit<E>(self) -> Result<Plain, E> {
        Ok(Plain::Nil(()))
    }

    fn visit_bool<E>(self, value: bool) -> Result<Plain, E> {
        Ok(Plain::Bool(value))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Plain, E> {
        Ok(Plain::Unsigned(value))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Plain, E> {
        Ok(u64::try_from(value).map_or(Plain::Signed(value), Plain::Unsigned))
    }

    fn visit_f64<E>(self, value: f64) -> Result<Plain, E> {
        Ok(Plain::Float(value))
    }

    fn visit_str<E>(self, text: &str) -> Result<Plain, E> {
        Ok(Plain::Text(text.to_owned()))
    }

    fn visit_bytes<E>(self, bytes: &[u8]) -> Result<Plain, E> {
        Ok(Plain::Bytes(Blob(bytes.to_vec())))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Plain, A::Error> {
        let mut items = Vec::new();
        while let Some(item) = list.next_element()? {
            items.push(item);
        }
        Ok(Plain::Array(items))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Plain, A::Error> {
        let mut entries = BTreeMap::new();
        while let Some((key, value)) = map.next_entry()? {
            entries.insert(key, value);
        }
        Ok(Plain::Map(entries))
    }
}

/// Arguments and values that the bytes stand for, and the bytes as a value that somebody wrote.
///
/// What can be written is one document, and canonical: written again from what is read, it is the same.
///
/// # Panics
///
/// The writers are at fault.
pub fn interop_encode(bytes: &[u8]) {
    let arguments: Vec<InteropValue> = std::iter::from_fn({
        let mut rest = bytes;
        move || (!rest.is_empty()).then(|| argument(&mut rest, 0))
    })
    .take(32)
    .collect();
    if let Ok(canonical) = canonical_args(&arguments[..]) {
        check_canonical(&canonical);
        assert_eq!(canonical_args(&arguments[..]).as_ref(), Ok(&canonical), "equal arguments, equal bytes");
    }
    if let Ok(value) = deserialize::<Plain>(bytes)
        && let Ok(canonical) = serialize_value(&value)
    {
        assert!(canonical.len() <= bytes.len() * 9, "a shortest form is no longer");
        assert_eq!(deserialize::<Plain>(&canonical).as_ref(), Ok(&value));
        check_canonical(&canonical);
    }
}

/// Bytes of either profile are what the value in them is written as. (Arguments hold no whole floats, and sets only as
/// the lists that they become.)
fn check_canonical(canonical: &[u8]) {
    let value: Plain = deserialize(canonical).expect("canonical bytes are one document");
    assert_eq!(serialize_value(&value).expect("what was written can be"), canonical, "canonical bytes");
}

/// The next argument that the bytes describe.
fn argument(rest: &mut &[u8], depth: usize) -> InteropValue {
    let kind = byte(rest);
    let few = usize::from(kind >> 4) % 5;
    match kind & 0x0f {
        0 => InteropValue::Null,
        1 => (kind & 0x10 != 0).into(),
        2 => i128::from(number(rest).cast_signed()).into(),
        3 => InteropValue::Int(i128::from(number(rest)) * i128::from(byte(rest)) - 1),
        4 => f64::from_bits(number(rest)).into(),
        5 => f64::from(byte(rest)).into(),
        6 => text(rest).into(),
        7 => InteropValue::bytes(text(rest)),
        8 => InteropValue::datetime_from_unix_micros(number(rest).cast_signed()),
        9 => byte(rest).into(),
        _ if depth > 120 => InteropValue::Null,
        10 | 11 => InteropValue::array((0..few).map(|_| argument(rest, depth + 1)).collect::<Vec<_>>()),
        12 | 13 => InteropValue::set((0..few).map(|_| argument(rest, depth + 1)).collect::<Vec<_>>()),
        _ => InteropValue::map((0..few).map(|_| (text(rest), argument(rest, depth + 1))).collect::<Vec<_>>()),
    }
}

fn byte(rest: &mut &[u8]) -> u8 {
    let Some((&first, tail)) = rest.split_first() else { return 0 };
    *rest = tail;
    first
}

fn number(rest: &mut &[u8]) -> u64 {
    (0..8).fold(0, |number, _| number << 8 | u64::from(byte(rest)))
}

fn text(rest: &mut &[u8]) -> String {
    let len = usize::from(byte(rest) % 40).min(rest.len());
    let (text, tail) = rest.split_at(len);
    *rest = tail;
    String::from_utf8_lossy(text).into_owned()
}
