//! bincode, for regions that only Rust programs read.

use ::bincode::config;
use ::bincode::error::EncodeError;
use ::bincode::serde::{EncodeError as SerdeEncodeError, encode_to_vec, seed_decode_from_slice};
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::bounded::Bounds;
use super::error::{Fault, Malformed};
use super::{Codec, CodecError};

/// bincode 2 in its standard configuration: smaller than [`MessagePack`](super::MessagePack), and readable by
/// Rust programs alone.
///
/// **bincode is unmaintained** since 2025 ([RUSTSEC-2025-0141]): a fault found in it will not be mended. That is
/// why this is a feature, off by default. Input is checked before bincode acts on it, as for every codec; still,
/// prefer `MessagePack` unless the size counts.
///
/// The bytes name no fields and no types. So they are read back by the very same shape only (the value's
/// fingerprint sees to that), and types that ask the bytes what they hold cannot be read at all:
/// `#[serde(flatten)]`, `untagged`, `tag`, `skip_serializing_if`, `serde_json::Value`. Neither can a sequence
/// of elements without bytes (`Vec<()>`) that announces more elements than there are bytes. All of these, and values
/// nested deeper than [`MAX_DEPTH`](super::MAX_DEPTH), are written and then missed on every read.
///
/// [RUSTSEC-2025-0141]: https://rustsec.org/advisories/RUSTSEC-2025-0141
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Bincode {}

impl Codec for Bincode {
    const ID: u8 = 2;
    const NAME: &'static str = "bincode";

    fn encode<T: Serialize + ?Sized>(value: &T) -> Result<Vec<u8>, CodecError> {
        Ok(encode_to_vec(value, config::standard()).map_err(|error| match error {
            EncodeError::Serde(SerdeEncodeError::SequenceMustHaveLength) => Fault::Other(
                "bincode needs the length of a sequence before its elements; \
                 use `codec = \"msgpack\"` for types with `#[serde(flatten)]`",
            ),
            _ => Fault::Refused,
        })?)
    }

    fn decode<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, CodecError> {
        let bounds = Bounds::new(bytes.len());
        let seed = bounds.watch(std::marker::PhantomData::<T>);
        // The error is a placeholder for the fault; see `bounded`.
        let (value, read) = seed_decode_from_slice(seed, bytes, config::standard())
            .map_err(|error| bounds.reveal(error, "a value"))?;
        if read == bytes.len() { Ok(value) } else { Err(Malformed::Trailing.into()) }
    }
}
