//! `MessagePack`, the format that all SDKs of cachekit read.

mod containers;
mod deserializer;
mod extension;
mod failure;
mod head;
mod reader;
mod skip;

use rmp_serde::Serializer;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use self::reader::read;
pub(super) use self::skip::check;
use super::error::{Fault, Malformed};
use super::{Codec, CodecError};

/// `MessagePack` with named fields: the default codec.
///
/// Structs are maps from field names to values, so a field may move, and one with `#[serde(default)]` may come
/// or go; enums are as serde has them by default; `Vec<u8>` is an array of integers, unless the field says
/// `#[serde(with = "serde_bytes")]`.
///
/// `MessagePack` has one nil: `Some(None)` and `Some(())` are written as `None` is, and come back as `None`.
/// Where the difference matters, say it with an enum.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum MessagePack {}

impl Codec for MessagePack {
    const ID: u8 = 1;
    const NAME: &'static str = "msgpack";

    fn encode<T: Serialize + ?Sized>(value: &T) -> Result<Vec<u8>, CodecError> {
        let mut bytes = Vec::with_capacity(128);
        Self::encode_to(value, &mut bytes)?;
        Ok(bytes)
    }

    fn encode_to<T: Serialize + ?Sized>(value: &T, bytes: &mut Vec<u8>) -> Result<(), CodecError> {
        let start = bytes.len();
        value.serialize(&mut Serializer::new(&mut *bytes).with_struct_map()).map_err(|_| Fault::Refused)?;
        // What no reader would take is better not written.
        check(&bytes[start..]).map_err(|malformed| match malformed {
            Malformed::TooDeep => malformed.into(),
            _ => Fault::Announcement,
        })?;
        Ok(())
    }

    fn decode<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, CodecError> {
        Ok(read(bytes, false)?)
    }
}

/// Reads the one value that `bytes` hold, with types that have a form for people in that form: what other languages
/// write. The value may borrow from the bytes.
pub(crate) fn read_human<'de, T: Deserialize<'de>>(bytes: &'de [u8]) -> Result<T, CodecError> {
    Ok(read(bytes, true)?)
}
