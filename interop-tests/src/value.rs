//! Values that keep their types on the way between the languages.

use std::collections::BTreeMap;

use cachekit::interop;
use jiff::Timestamp;
use published::interop::InteropValue;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// What a key's argument or a cached value can be, in every SDK.
///
/// As JSON it is `{"tag": body}`, so that no type is lost; `python/tagged.py` has the same table. As a cached value
/// it is what [`to_wire`](Value::to_wire) says.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Value {
    /// Nothing.
    Null,
    /// A truth value, which is no integer.
    Bool(bool),
    /// Wider than the protocol's integers, so that tests can leave their range.
    Int(#[serde(with = "decimal")] i128),
    /// Kept by its bits.
    Float(#[serde(with = "bits")] f64),
    /// Text.
    Str(String),
    /// Bytes, which are no text.
    Bytes(#[serde(with = "hex")] Vec<u8>),
    /// An array.
    List(Vec<Value>),
    /// A map with text for keys.
    Map(BTreeMap<String, Value>),
    /// A set; in arguments only.
    Set(Vec<Value>),
    /// A point in time, in microseconds since 1970.
    Moment(i64),
    /// A calendar date as ISO 8601; in values only.
    Date(String),
    /// A time of day as ISO 8601; in values only.
    Time(String),
    /// A UUID; in arguments only.
    Uuid(Uuid),
}

/// By type and content; floats by their bits, so that `-0.0` is not `0.0`.
impl PartialEq for Value {
    fn eq(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Null, Self::Null) => true,
            (Self::Bool(left), Self::Bool(right)) => left == right,
            (Self::Int(left), Self::Int(right)) => left == right,
            (Self::Float(left), Self::Float(right)) => left.to_bits() == right.to_bits(),
            (Self::Str(left), Self::Str(right))
            | (Self::Date(left), Self::Date(right))
            | (Self::Time(left), Self::Time(right)) => left == right,
            (Self::Bytes(left), Self::Bytes(right)) => left == right,
            (Self::List(left), Self::List(right)) | (Self::Set(left), Self::Set(right)) => left == right,
            (Self::Map(left), Self::Map(right)) => left == right,
            (Self::Moment(left), Self::Moment(right)) => left == right,
            (Self::Uuid(left), Self::Uuid(right)) => left == right,
            _ => false,
        }
    }
}

impl Value {
    /// A map of named values.
    pub fn map<const N: usize>(entries: [(&str, Value); N]) -> Self {
        Self::Map(entries.into_iter().map(|(key, value)| (key.to_owned(), value)).collect())
    }

    /// As our library takes arguments. Dates and times of day are no arguments.
    pub fn to_ours(&self) -> interop::InteropValue {
        use interop::InteropValue as Ours;
        match self {
            Self::Null => Ours::Null,
            Self::Bool(value) => Ours::Bool(*value),
            Self::Int(value) => Ours::Int(*value),
            Self::Float(value) => Ours::Float(*value),
            Self::Str(value) => Ours::Str(value.clone()),
            Self::Bytes(value) => Ours::Bytes(value.clone()),
            Self::List(items) => Ours::Array(items.iter().map(Self::to_ours).collect()),
            Self::Map(entries) => {
                Ours::Map(entries.iter().map(|(key, value)| (key.clone(), value.to_ours())).collect())
            }
            Self::Set(items) => Ours::Set(items.iter().map(Self::to_ours).collect()),
            Self::Moment(unix_micros) => Ours::datetime_from_unix_micros(*unix_micros),
            Self::Uuid(value) => Ours::Uuid(*value),
            Self::Date(_) | Self::Time(_) => unreachable!("no argument of a key is a {self:?}"),
        }
    }

    /// As the published crate takes arguments. Dates and times of day are no arguments.
    pub fn to_published(&self) -> InteropValue {
        match self {
            Self::Null => InteropValue::Null,
            Self::Bool(value) => InteropValue::Bool(*value),
            Self::Int(value) => InteropValue::Int(*value),
            Self::Float(value) => InteropValue::Float(*value),
            Self::Str(value) => InteropValue::Str(value.clone()),
            Self::Bytes(value) => InteropValue::Bytes(value.clone()),
            Self::List(items) => InteropValue::Array(items.iter().map(Self::to_published).collect()),
            Self::Map(entries) => InteropValue::Map(
                entries.iter().map(|(key, value)| (key.clone(), value.to_published())).collect(),
            ),
            Self::Set(items) => InteropValue::Set(items.iter().map(Self::to_published).collect()),
            Self::Moment(unix_micros) => InteropValue::DateTime { unix_micros: *unix_micros },
            Self::Uuid(value) => InteropValue::Uuid(*value),
            Self::Date(_) | Self::Time(_) => unreachable!("no argument of a key is a {self:?}"),
        }
    }

    /// As `MessagePack` holds it when it is cached: points in time become maps with a mark.
    pub fn to_wire(&self) -> rmpv::Value {
        match self {
            Self::Null => rmpv::Value::Nil,
            Self::Bool(value) => (*value).into(),
            Self::Int(value) => match u64::try_from(*value) {
                Ok(value) => value.into(),
                Err(_) => i64::try_from(*value).expect("a value's integers fit 64 bits").into(),
            },
            Self::Float(value) => (*value).into(),
            Self::Str(value) => value.as_str().into(),
            Self::Bytes(value) => value.as_slice().into(),
            Self::List(items) => items.iter().map(Self::to_wire).collect::<Vec<_>>().into(),
            Self::Map(entries) => rmpv::Value::Map(
                entries.iter().map(|(key, value)| (key.as_str().into(), value.to_wire())).collect(),
            ),
            Self::Moment(micros) => {
                let moment =
                    Timestamp::from_microsecond(*micros).expect("a value's moments fit four-digit years");
                // As `isoformat` of Python writes it.
                let fraction = if micros % 1_000_000 == 0 { "" } else { "%.6f" };
                let text = moment.strftime(&format!("%FT%T{fraction}+00:00")).to_string();
                marked("__datetime__", &text)
            }
            Self::Date(value) => marked("__date__", value),
            Self::Time(value) => marked("__time__", value),
            Self::Set(_) | Self::Uuid(_) => unreachable!("no cached value is a {self:?}"),
        }
    }

    /// What [`to_wire`](Self::to_wire) was called on. `None` for what no SDK writes: extensions, keys that are no
    /// text, floats of 32 bits.
    pub fn from_wire(wire: &rmpv::Value) -> Option<Self> {
        Some(match wire {
            rmpv::Value::Nil => Self::Null,
            rmpv::Value::Boolean(value) => Self::Bool(*value),
            rmpv::Value::Integer(value) => {
                Self::Int(value.as_u64().map(i128::from).or_else(|| value.as_i64().map(i128::from))?)
            }
            rmpv::Value::F64(value) => Self::Float(*value),
            rmpv::Value::String(value) => Self::Str(value.as_str()?.to_owned()),
            rmpv::Value::Binary(value) => Self::Bytes(value.clone()),
            rmpv::Value::Array(items) => {
                Self::List(items.iter().map(Self::from_wire).collect::<Option<_>>()?)
            }
            rmpv::Value::Map(entries) => {
                let entries = entries
                    .iter()
                    .map(|(key, value)| Some((key.as_str()?.to_owned(), Self::from_wire(value)?)));
                Self::from_map(entries.collect::<Option<_>>()?)?
            }
            rmpv::Value::F32(_) | rmpv::Value::Ext(..) => return None,
        })
    }

    fn from_map(entries: BTreeMap<String, Self>) -> Option<Self> {
        let marked_as = |mark| entries.get(mark) == Some(&Self::Bool(true));
        let Some(Self::Str(text)) = entries.get("value") else { return Some(Self::Map(entries)) };
        Some(if marked_as("__datetime__") {
            Self::Moment(text.parse::<Timestamp>().ok()?.as_microsecond())
        } else if marked_as("__date__") {
            Self::Date(text.clone())
        } else if marked_as("__time__") {
            Self::Time(text.clone())
        } else {
            Self::Map(entries)
        })
    }
}

fn marked(mark: &str, text: &str) -> rmpv::Value {
    rmpv::Value::Map(vec![(mark.into(), true.into()), ("value".into(), text.into())])
}

/// Integers as their decimal digits: those of JSON end at 64 bits, or before.
mod decimal {
    use serde::de::Error;
    use serde::{Deserialize, Deserializer, Serializer};

    pub(super) fn serialize<S: Serializer>(value: &i128, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(value)
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<i128, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(D::Error::custom)
    }
}

/// Floats as the hexadecimal digits of their bits: JSON has no words for all of them.
mod bits {
    use serde::de::Error;
    use serde::{Deserialize, Deserializer, Serializer};

    #[expect(clippy::trivially_copy_pass_by_ref, reason = "serde's signature")]
    pub(super) fn serialize<S: Serializer>(value: &f64, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&format!("{:016x}", value.to_bits()))
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<f64, D::Error> {
        let digits = String::deserialize(deserializer)?;
        u64::from_str_radix(&digits, 16).map(f64::from_bits).map_err(D::Error::custom)
    }
}
