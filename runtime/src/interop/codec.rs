//! Values as canonical `MessagePack`, and back.

use serde::Serialize;
use serde::de::DeserializeOwned;

use super::{ForeignFrame, InteropError, InteropValueError, serializer};
use crate::codec::{self, Codec, CodecError};

/// Writes a value as the one canonical `MessagePack` document that all SDKs write for it.
///
/// Structs are maps from field names to values, and every map is in the order of its keys' UTF-8 bytes. Integers are
/// in their shortest form; floats are of 64 bits, also whole ones and `f32`. `None` and `()` are nil, newtypes what
/// they hold, enums as serde has them by default. Types with a form for people are written in it: an `IpAddr` or a
/// `Uuid` is a string. `Vec<u8>` is a list of numbers unless the field says `#[serde(with = "serde_bytes")]`; for
/// dates and times see [`datetime`](mod@super::datetime).
///
/// ```
/// # use std::collections::HashMap;
/// #[derive(serde::Serialize)]
/// struct User {
///     name: &'static str,
///     age: u8,
/// }
///
/// let bytes = cachekit::interop::serialize_value(&User { name: "alice", age: 30 })?;
/// assert_eq!(bytes, b"\x82\xa3age\x1e\xa4name\xa5alice");
/// # Ok::<_, cachekit::interop::InteropError>(())
/// ```
///
/// # Errors
/// [`InteropError::Value`]: something in the value has no interop form (NaN, an integer beyond 64 bits, a key that is
/// not a string, a key that is there twice), it is nested deeper than [`MAX_DEPTH`](codec::MAX_DEPTH), or the type's
/// own `Serialize` gives up.
pub fn serialize_value<T: Serialize + ?Sized>(value: &T) -> Result<Vec<u8>, InteropError> {
    Ok(serializer::serialize(value)?)
}

/// Reads the one value that `bytes` hold, canonical or not: maps may come in any order.
///
/// On hostile input it holds the same line as every codec of this crate; see [`codec`].
///
/// # Errors
/// [`InteropError::Framed`] for entries of another layout, [`InteropError::Decode`] for bytes that are not exactly one
/// value of this type.
pub fn deserialize<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, InteropError> {
    // Of a document that is longer than one byte, neither can be the beginning.
    match bytes {
        [b'C', b'K', 3, ..] => Err(InteropError::Framed(ForeignFrame::Python)),
        [0xc1, b'r' | b's', ..] => Err(InteropError::Framed(ForeignFrame::Region)),
        _ => Ok(codec::read_human(bytes)?),
    }
}

/// The codec of regions that SDKs of other languages read and write: [`serialize_value`] and [`deserialize`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum InteropCodec {}

impl Codec for InteropCodec {
    const ID: u8 = 3;
    const NAME: &'static str = "interop";

    fn encode<T: Serialize + ?Sized>(value: &T) -> Result<Vec<u8>, CodecError> {
        Ok(serializer::serialize(value)?)
    }

    fn encode_to<T: Serialize + ?Sized>(value: &T, bytes: &mut Vec<u8>) -> Result<(), CodecError> {
        Ok(serializer::serialize_to(value, bytes)?)
    }

    fn decode<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, CodecError> {
        deserialize(bytes).map_err(|error| match error {
            InteropError::Decode(error) => error,
            InteropError::Framed(ForeignFrame::Python) => {
                CodecError::new("an entry of the Python SDK's default decorators, not an interop value")
            }
            InteropError::Framed(ForeignFrame::Region) => {
                CodecError::new("an entry of a region in its own layout, not an interop value")
            }
            InteropError::Value(error) => error.into(),
            InteropError::Name(_) => CodecError::new("not an interop value"),
        })
    }
}

impl From<InteropValueError> for CodecError {
    fn from(error: InteropValueError) -> Self {
        match error.path() {
            whole if whole.is_empty() => Self::new(error.kind().text()),
            place => Self::at(place, error.kind().text()),
        }
    }
}
