//! Typed cache regions, checked by the compiler.
//!
//! A cache entry is declared once, as a Rust type: its key format, value type and lifetimes. The compiler checks
//! every use; a small runtime keeps values in the process (L1) and in a backend (L2), loads each missing value once,
//! and never serves one as something it is not.
#![cfg_attr(docsrs, feature(doc_cfg))]

// The derives name this crate by its library name, in its own tests and examples too.
extern crate self as cachekit;

#[doc(hidden)]
pub mod __private;
pub mod backend;
mod cached;
mod client;
pub mod codec;
mod entry;
pub mod error;
mod fence;
mod flight;
mod frame;
mod key;
mod l1;
pub mod prelude;
mod region;
mod rt;
pub mod stats;
#[cfg(any(test, feature = "testing"))]
pub mod testing;
mod turns;
mod value;

pub use cached::{Cached, IntoCached, Source};
pub use client::{CacheKit, CacheKitBuilder};
pub use entry::{Entry, LoaderError, TimeLeft};
pub use error::{BackendError, BackendErrorKind, CachekitError, LoadError, RegionConflict};
pub use key::{KeyParseError, KeyPart, ParsedKey, PartText};
pub use region::{CacheRegion, StoredValue};
#[cfg(any(test, feature = "testing"))]
pub use rt::ManualClock;
pub use rt::MaybeSend;
pub use value::CacheValue;

/// The schema of a region as data, and the rules it follows.
pub use cachekit_schema as schema;

#[cfg(feature = "macros")]
pub use cachekit_macros::{CacheRegion, CacheValue, KeyPart, cachekit};

/// The examples of the README, compiled and run with the documentation's.
#[cfg(all(doctest, feature = "macros"))]
#[doc = include_str!("../../README.md")]
struct ReadmeExamples;
