//! Everything most programs need: `use cachekit::prelude::*;`

#[cfg(feature = "encryption")]
pub use crate::SecureCache;
pub use crate::backend::Backend;
#[cfg(feature = "encryption")]
pub use crate::encryption::EncryptionLayer;
pub use crate::error::{BackendError, BackendErrorKind, BatchError, CachekitError, LoadError};
pub use crate::{CacheKit, CacheKitBuilder, CacheRegion, CacheValue, Cached, CachekitConfig, KeyPart};
#[cfg(feature = "macros")]
pub use cachekit_macros::cachekit;
