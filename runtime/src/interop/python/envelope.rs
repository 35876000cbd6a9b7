//! The envelope around a compressed value: `[data, checksum, size, format]` in `MessagePack`.

use std::borrow::Cow;
use std::fmt;

use serde::Deserialize;
use serde::de::{Deserializer, SeqAccess, Visitor};
use xxhash_rust::xxh3::xxh3_64;

use super::{EnvelopeError, PythonError};
use crate::codec;

/// The protocol's bound on either side of the compression, in bytes.
const MAX_BYTES: u64 = 512 << 20;
/// The protocol's bound on how much larger a value may be than its compressed form.
const MAX_RATIO: u64 = 1000;

/// A list of four by position, not a map.
#[derive(Deserialize)]
struct Envelope<'a>(
    #[serde(borrow)] Data<'a>,
    /// xxh3-64 of the value, in big-endian order.
    [u8; 8],
    /// The size of the value.
    u64,
    #[serde(borrow)] Cow<'a, str>,
);

/// The value in an envelope. What is allocated is bounded by the size of the input, times a thousand at most, and by
/// `limit`.
pub(super) fn open(bytes: &[u8], limit: usize) -> Result<Vec<u8>, PythonError> {
    let Envelope(Data(data), checksum, size, format) =
        codec::read_human(bytes).map_err(EnvelopeError::Shape)?;
    if format != "msgpack" {
        return Err(EnvelopeError::Format.into());
    }
    let compressed_len = data.len() as u64;
    if size > MAX_BYTES || compressed_len > MAX_BYTES || size > compressed_len * MAX_RATIO || data.is_empty()
    {
        return Err(EnvelopeError::Bomb.into());
    }
    let len = usize::try_from(size).ok().filter(|len| *len <= limit);
    let len = len.ok_or(PythonError::TooLarge { size, limit })?;
    let mut value = vec![0; len];
    let written = lz4_flex::block::decompress_into(&data, &mut value);
    if written.ok() != Some(len) {
        return Err(EnvelopeError::Compression.into());
    }
    if xxh3_64(&value).to_be_bytes() != checksum {
        return Err(EnvelopeError::Checksum.into());
    }
    Ok(value)
}

/// The compressed data: bytes today, a list of numbers in older entries.
struct Data<'a>(Cow<'a, [u8]>);

impl<'de: 'a, 'a> Deserialize<'de> for Data<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(DataVisitor)
    }
}

struct DataVisitor;

impl<'de> Visitor<'de> for DataVisitor {
    type Value = Data<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("bytes, or a list of bytes")
    }

    fn visit_borrowed_bytes<E>(self, bytes: &'de [u8]) -> Result<Data<'de>, E> {
        Ok(Data(Cow::Borrowed(bytes)))
    }

    fn visit_bytes<E>(self, bytes: &[u8]) -> Result<Data<'de>, E> {
        Ok(Data(Cow::Owned(bytes.to_vec())))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Data<'de>, A::Error> {
        // The length was compared with the input before this is called.
        let mut bytes = Vec::with_capacity(list.size_hint().unwrap_or(0));
        while let Some(byte) = list.next_element()? {
            bytes.push(byte);
        }
        Ok(Data(Cow::Owned(bytes)))
    }
}
