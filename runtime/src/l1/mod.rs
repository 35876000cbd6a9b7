//! The caches in this process.
//!
//! Regions have a store each that holds values as they are, of secure regions their ciphertext; the values of the
//! string API share one store a client. Expiry is decided here, by deadlines of our own on the client's clock, and
//! never by the stores.

#[cfg(feature = "l1")]
mod budget;
#[cfg(all(feature = "l1", not(target_arch = "wasm32")))]
mod bytes;
#[cfg(not(all(feature = "l1", not(target_arch = "wasm32"))))]
#[path = "bytes_disabled.rs"]
mod bytes;
#[cfg(feature = "l1")]
mod key_text;
#[cfg(feature = "l1")]
mod typed;
#[cfg(not(feature = "l1"))]
#[path = "typed_disabled.rs"]
mod typed;

#[cfg(feature = "l1")]
pub(crate) use budget::Budget;
pub(crate) use bytes::ByteStore;
pub(crate) use typed::{Slot, TypedStore};
