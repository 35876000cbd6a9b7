//! Values to bytes and back.
//!
//! A decoder reads what a store returns, and a store returns whatever somebody put there. So every
//! [`Codec`] of this crate holds the same line, on any input:
//!
//! - exactly one value: bytes left over are an error, not ignored;
//! - nesting of at most [`MAX_DEPTH`] levels, so that no input overflows the stack;
//! - no length that the input is too short for, and so no memory set aside on a claim alone;
//! - no panic, and no error message that repeats what the bytes hold.
//!
//! `MessagePack` is read by a decoder of our own, which has these bounds built in (`msgpack::reader`). Others are decoded
//! through `bounded`, which puts them around what serde does.

#[cfg(feature = "bincode")]
mod bincode;
#[cfg(feature = "bincode")]
mod bounded;
mod error;
#[cfg(any(test, feature = "testing"))]
mod fuzzing;
mod msgpack;
#[cfg(test)]
mod tests;

use serde::Serialize;
use serde::de::DeserializeOwned;

#[cfg(feature = "bincode")]
pub use self::bincode::Bincode;
pub use self::error::CodecError;
#[doc(hidden)]
#[cfg(all(feature = "bincode", any(test, feature = "testing")))]
pub use self::fuzzing::bincode as fuzz_bincode;
#[doc(hidden)]
#[cfg(any(test, feature = "testing"))]
pub use self::fuzzing::msgpack as fuzz_msgpack;
pub use self::msgpack::MessagePack;
pub(crate) use self::msgpack::read_human;

/// How deep a value may be nested: arrays in maps in structs, and so on.
///
/// Enough for every value that a person wrote down as a type, and little enough for the stack. What a level takes
/// there is up to the type: in a release build some 5 KiB for a struct of 700 bytes, in a debug build 20 KiB, so
/// that 100 levels fit a thread of 2 MiB. A type that holds itself and is much larger should box its large parts.
///
/// `Some`s and newtypes, which are no levels, are counted by themselves when a value is read: 300 may be nested.
pub const MAX_DEPTH: usize = 100;

/// Wrappers (`Some`, newtypes) leave little or no trace in the bytes, so a type can nest deeper than they do; three for
/// each level of containers is more than types have, and few enough for the stack.
const MAX_WRAPPERS: usize = 3 * MAX_DEPTH;

/// A way to write a value as bytes and to read it back.
///
/// A region names its codec in its declaration; the codec's [`ID`](Self::ID) is stored with each entry, and
/// an entry of another codec is a miss.
pub trait Codec: 'static {
    /// Marks the bytes of this codec in a store. Ids below 128 belong to this crate.
    const ID: u8;

    /// What a person calls this codec: the word of the attribute `codec = "…"`.
    const NAME: &'static str;

    /// Writes a value as bytes.
    ///
    /// # Errors
    ///
    /// The type's own `Serialize` refuses the value, or the format cannot express it.
    fn encode<T: Serialize + ?Sized>(value: &T) -> Result<Vec<u8>, CodecError>;

    /// Appends what [`encode`](Self::encode) gives to what is in `bytes`, which stays as it is.
    ///
    /// Clients encode behind room for a header, and encrypt in place. By default the value is copied there; a codec
    /// that can write there saves that.
    ///
    /// # Errors
    ///
    /// Those of [`encode`](Self::encode); what was appended then means nothing.
    fn encode_to<T: Serialize + ?Sized>(value: &T, bytes: &mut Vec<u8>) -> Result<(), CodecError> {
        bytes.extend_from_slice(&Self::encode(value)?);
        Ok(())
    }

    /// Reads the one value that `bytes` hold.
    ///
    /// # Errors
    ///
    /// The bytes are not exactly one value of this type, or are nested deeper than [`MAX_DEPTH`].
    fn decode<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, CodecError>;
}
