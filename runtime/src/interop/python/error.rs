//! Why an entry of the Python SDK has no value.

use crate::codec::CodecError;

/// An entry of the Python SDK could not be read.
///
/// No message holds a part of the entry.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum PythonError {
    /// The bytes do not begin as an entry of the default layout does; an interop entry has no frame.
    #[error(
        "not an entry of the Python SDK's default layout; if it was written with `interop=`, use `interop::deserialize`"
    )]
    NotAnEntry,
    /// A frame of another version.
    #[error("a frame of version {0}, expected 3")]
    FrameVersion(u8),
    /// The frame ends too early, or its header is not what it should be.
    #[error("the header of the entry is damaged: {0}")]
    Header(&'static str),
    /// The value is not `MessagePack` of the serializers `default` and `auto`.
    #[error("the value is not MessagePack; in Python use the default serializer for what others read")]
    Format,
    /// The entry, or the value in it, is larger than the caller's limit.
    #[error("{size} bytes are more than the limit of {limit}")]
    TooLarge {
        /// The size in bytes.
        size: u64,
        /// The limit in bytes.
        limit: usize,
    },
    /// The entry is encrypted, and was read as a plain one.
    #[error("the entry is encrypted; read it with `read_encrypted`")]
    Encrypted,
    /// The entry claims to be plain, and was read as an encrypted one.
    #[error("the entry claims not to be encrypted, which anybody could write; it is not read")]
    NotEncrypted,
    /// The envelope around the compressed value is damaged.
    #[error("the envelope of the value is damaged: {0}")]
    Envelope(#[from] EnvelopeError),
    /// The bytes are not exactly one value of the type asked for.
    #[error(transparent)]
    Value(#[from] CodecError),
}

/// What is wrong with the envelope around a compressed value.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum EnvelopeError {
    /// It is not a list of compressed data, checksum, size and format.
    #[error("{0}")]
    Shape(CodecError),
    /// Its format is not `msgpack`.
    #[error("the value in it is not MessagePack")]
    Format,
    /// It announces a value of more than 512 MiB, or more than a thousand times its compressed size.
    #[error("it announces more than its compressed data can honestly hold")]
    Bomb,
    /// The compressed data are not LZ4, or not of the announced size.
    #[error("the compressed data are not what was announced")]
    Compression,
    /// The checksum does not fit the value.
    #[error("the checksum does not fit")]
    Checksum,
}

/// An encrypted entry of the Python SDK could not be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum EncryptedReadError<E> {
    /// The entry is at fault.
    #[error(transparent)]
    Entry(PythonError),
    /// The decryption failed.
    #[error("the entry could not be decrypted")]
    Open(#[source] E),
}
