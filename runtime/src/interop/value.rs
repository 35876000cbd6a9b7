//! An argument whose type shows at run time only.

use std::collections::BTreeMap;
use std::fmt;
use std::time::SystemTime;

use super::{InteropArg, InteropValueError, InteropWriter, iso};

/// Any argument of an interop key, for lists of arguments that are put together at run time.
///
/// Where the types are known, [`interop_key_of`](super::interop_key_of) takes them as they are.
///
/// There is deliberately no `From<Vec<u8>>`: say [`bytes`](Self::bytes), or collect numbers into an
/// [`array`](Self::array).
#[derive(Clone, PartialEq)]
#[non_exhaustive]
pub enum InteropValue {
    /// Nothing.
    Null,
    /// A truth value.
    Bool(bool),
    /// An integer; from -2^63 to 2^64 - 1 in a key.
    Int(i128),
    /// A float; a finite one in a key.
    Float(f64),
    /// A text.
    Str(String),
    /// Bytes.
    Bytes(Vec<u8>),
    /// A list.
    Array(Vec<InteropValue>),
    /// A map.
    Map(BTreeMap<String, InteropValue>),
    /// A set, in any order and with repetitions.
    Set(Vec<InteropValue>),
    /// A moment.
    DateTime {
        /// Microseconds since 1970-01-01T00:00Z.
        unix_micros: i64,
    },
    /// A UUID.
    #[cfg(feature = "uuid")]
    Uuid(uuid::Uuid),
}

impl InteropValue {
    /// Bytes.
    pub fn bytes(bytes: impl Into<Vec<u8>>) -> Self {
        Self::Bytes(bytes.into())
    }

    /// A list.
    pub fn array<T: Into<Self>>(items: impl IntoIterator<Item = T>) -> Self {
        Self::Array(items.into_iter().map(Into::into).collect())
    }

    /// A map. Of several values for one key, the last stays.
    pub fn map<K: Into<String>, V: Into<Self>>(entries: impl IntoIterator<Item = (K, V)>) -> Self {
        Self::Map(entries.into_iter().map(|(key, value)| (key.into(), value.into())).collect())
    }

    /// A set.
    pub fn set<T: Into<Self>>(members: impl IntoIterator<Item = T>) -> Self {
        Self::Set(members.into_iter().map(Into::into).collect())
    }

    /// A moment, in microseconds since 1970-01-01T00:00Z.
    pub const fn datetime_from_unix_micros(unix_micros: i64) -> Self {
        Self::DateTime { unix_micros }
    }
}

impl InteropArg for InteropValue {
    fn write_arg(&self, out: &mut InteropWriter<'_>) -> Result<(), InteropValueError> {
        match self {
            Self::Null => out.null(),
            Self::Bool(value) => out.bool(*value),
            Self::Int(value) => out.wide_int(*value)?,
            Self::Float(value) => out.float(*value)?,
            Self::Str(text) => out.str(text)?,
            Self::Bytes(bytes) => out.bytes(bytes)?,
            Self::Array(items) => out.array(items)?,
            Self::Map(entries) => out.map(entries)?,
            Self::Set(members) => out.set(members)?,
            Self::DateTime { unix_micros } => out.timestamp(*unix_micros),
            #[cfg(feature = "uuid")]
            Self::Uuid(uuid) => uuid.write_arg(out)?,
        }
        Ok(())
    }
}

/// Arguments are a user's: what is shown is the kind.
impl fmt::Debug for InteropValue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Null => f.write_str("Null"),
            Self::Bool(_) => f.write_str("Bool(..)"),
            Self::Int(_) => f.write_str("Int(..)"),
            Self::Float(_) => f.write_str("Float(..)"),
            Self::Str(_) => f.write_str("Str(..)"),
            Self::Bytes(bytes) => write!(f, "Bytes({} bytes)", bytes.len()),
            Self::Array(items) => write!(f, "Array({} elements)", items.len()),
            Self::Map(entries) => write!(f, "Map({} entries)", entries.len()),
            Self::Set(members) => write!(f, "Set({} members)", members.len()),
            Self::DateTime { .. } => f.write_str("DateTime(..)"),
            #[cfg(feature = "uuid")]
            Self::Uuid(_) => f.write_str("Uuid(..)"),
        }
    }
}

/// What converts as it is, or after it is widened.
macro_rules! from {
    ($($variant:ident: $($from:ty)*;)*) => {$($(
        impl From<$from> for InteropValue {
            fn from(value: $from) -> Self {
                Self::$variant(value.into())
            }
        }
    )*)*};
}

from! {
    Bool: bool;
    Int: u8 u16 u32 u64 i8 i16 i32 i64 i128;
    Float: f32 f64;
    Str: char &str String &String std::borrow::Cow<'_, str> Box<str>;
    Array: Vec<InteropValue>;
    Map: BTreeMap<String, InteropValue>;
}

#[cfg(feature = "uuid")]
from! { Uuid: uuid::Uuid; }

/// No lossless conversion in std, but every target has at most 64 bits.
macro_rules! from_size {
    ($($size:ty)*) => {$(
        impl From<$size> for InteropValue {
            fn from(value: $size) -> Self {
                Self::Int(i128::try_from(value).unwrap_or(i128::MAX))
            }
        }
    )*};
}

from_size! { usize isize }

impl From<()> for InteropValue {
    fn from((): ()) -> Self {
        Self::Null
    }
}

impl<T: Into<Self>> From<Option<T>> for InteropValue {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Null, Into::into)
    }
}

impl<const N: usize> From<[Self; N]> for InteropValue {
    fn from(items: [Self; N]) -> Self {
        Self::Array(items.into())
    }
}

/// Taken to the microsecond, downwards.
impl TryFrom<SystemTime> for InteropValue {
    type Error = InteropValueError;

    fn try_from(time: SystemTime) -> Result<Self, InteropValueError> {
        Ok(Self::DateTime { unix_micros: iso::unix_micros(time)? })
    }
}

/// Taken to the microsecond, downwards.
#[cfg(feature = "chrono")]
impl<Tz: chrono::TimeZone> From<chrono::DateTime<Tz>> for InteropValue {
    fn from(time: chrono::DateTime<Tz>) -> Self {
        Self::DateTime { unix_micros: time.timestamp_micros() }
    }
}

/// Taken to the microsecond, downwards.
#[cfg(feature = "time")]
impl TryFrom<time::OffsetDateTime> for InteropValue {
    type Error = InteropValueError;

    fn try_from(time: time::OffsetDateTime) -> Result<Self, InteropValueError> {
        let micros = i64::try_from(time.unix_timestamp_nanos().div_euclid(1000));
        let unix_micros = micros.map_err(|_| super::InteropValueErrorKind::TimeOutOfRange)?;
        Ok(Self::DateTime { unix_micros })
    }
}
