//! What can go wrong, as types.

mod backend;
mod batch;
mod config;
mod conflict;
mod encryption;
mod http;
mod key;
mod load;

pub use backend::{BackendError, BackendErrorKind};
pub use batch::BatchError;
pub use config::{ConfigError, ConfigProblem};
pub use conflict::{Claim, RegionConflict};
pub use encryption::EncryptionError;
pub use key::KeyError;
pub use load::LoadError;

/// An operation of the cache failed.
///
/// No message holds a value, a user's key or a credential.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum CachekitError {
    /// The backend could not do what it was asked.
    #[error(transparent)]
    Backend(#[from] BackendError),
    /// A value could not be encrypted, or what is stored not be decrypted.
    #[error("encryption error: {0}")]
    Encryption(#[from] EncryptionError),
    /// A value could not be turned into bytes, or bytes of the string API not into the value asked for.
    #[error("serialization error: {0}")]
    Serialization(String),
    /// The client is put together wrongly.
    #[error("configuration error: {0}")]
    Config(String),
    /// A value is larger than the client's payload limit.
    #[error("payload too large: {size} bytes (limit: {limit} bytes); raise it with `max_payload_bytes`")]
    PayloadTooLarge {
        /// The size of the encoded value, in bytes.
        size: usize,
        /// The client's limit, in bytes.
        limit: usize,
    },
    /// The string is no key.
    #[error("invalid cache key: {0}")]
    InvalidKey(String),
    /// The lifetime is outside of what a cache can keep.
    #[error("invalid lifetime: {0}")]
    InvalidTtl(String),
    /// Two definitions claim the same keys on one client.
    #[error(transparent)]
    RegionConflict(#[from] Box<RegionConflict>),
    /// The string API was asked for a key that belongs to a typed region.
    #[error(
        "the key belongs to the region `{region}` (namespace `{namespace}`); \
         use `cache.entry(&{region} {{ … }})`, or another key"
    )]
    KeyOwnedByRegion {
        /// The region's name.
        region: &'static str,
        /// The region's namespace.
        namespace: &'static str,
    },
    /// The loader this call was waiting for panicked. The next call loads again.
    #[error("the loader of `{region}` panicked in the call that was loading for this one")]
    LoaderPanicked {
        /// The region's name.
        region: &'static str,
    },
    /// The loader of a batch came back with a value for a key that it was not asked for, or with two for one key. None
    /// of what it brought is stored.
    #[error(
        "the loader of a batch of `{region}` has a value for a key that it was not asked for, or two for one; \
         look up the keys that it is given and no others, and bring each once"
    )]
    UnaskedKey {
        /// The region's name.
        region: &'static str,
    },
    /// There is not one value for each key.
    #[error("{keys} keys cannot be set to {values} values")]
    ValueCount {
        /// How many keys there are.
        keys: usize,
        /// How many values there are.
        values: usize,
    },
}
