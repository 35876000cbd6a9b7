//! Typed cache regions, checked by the compiler.
//!
//! A cache entry is declared once, as a Rust type: its key format, value type and lifetimes. The compiler checks
//! every use; a small runtime keeps values in the process (L1) and in a backend (L2), loads each missing value once,
//! and never serves one as something it is not.
//!
#![cfg_attr(feature = "macros", doc = "```")]
#![cfg_attr(not(feature = "macros"), doc = "```ignore")]
//! use cachekit::prelude::*;
//! use serde::{Deserialize, Serialize};
//!
//! #[derive(Serialize, Deserialize, CacheValue)]
//! struct User { id: u64, email: String }
//!
//! #[derive(CacheRegion)]
//! #[cache(namespace = "users", key = "profile:{tenant}:{id}", value = User, ttl = "5m")]
//! struct UserProfile<'a> { tenant: &'a str, id: u64 }
//!
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let cache = CacheKit::in_memory().build()?;
//! let profile = cache.entry(&UserProfile { tenant: "acme", id: 42 });
//! let user = profile
//!     .get_or_load(|| async { Ok::<_, std::io::Error>(User { id: 42, email: "ada@example.com".to_owned() }) })
//!     .await?;
//! assert_eq!(user.email, "ada@example.com");
//!
//! profile.delete().await?;
//! assert!(profile.get().await?.is_none());
//! # Ok(())
//! # }
//! ```
//!
//! # Where to read on
//!
//! - The words of the attributes, with an example each: [`derive@CacheRegion`], [`macro@cachekit`] for functions,
//!   [`derive@KeyPart`] and [`derive@CacheValue`].
//! - What an entry can do: [`Entry`], and many of them at once: [`Entries`]. What comes out of it: [`Cached`].
//! - What a database transaction makes stale: [`CacheKit::invalidation`].
//! - The client and its settings: [`CacheKit`], [`CacheKitBuilder`].
//! - Where entries live: [`backend`]. Your own: [`backend::Backend`].
//! - What went on: [`CacheKit::stats`].
//!
//! # What is promised, and what is not
//!
//! **In one process**, after a `set` or `delete` is acknowledged, no read returns an older value from L1. A load that
//! began before it is not stored. When the future of a `set` or `delete` is dropped, or its outcome is unknown, L1
//! holds nothing for the key, and takes nothing until a late write can no longer land (twice the backend's timeout).
//!
//! **Between processes**, what another one wrote is seen when the entry in L1 ends: after `l1_ttl`, at most 30 seconds
//! on a shared backend unless you say otherwise. A backend that tells of changes, as Redis does, lets L1 see them at once:
//! [`Coherence::Push`].
//!
//! **Not held**: a write that got no answer may land in the backend later than that, after a newer one that was
//! acknowledged. The backend then keeps it until its lifetime ends.
//!
//! **One load** at a time runs in a process for a key; and among all processes, where the backend hands out leases or locks
//! ([`CacheKitBuilder::load_lease`]).
//!
//! # Runtimes
//!
//! Futures run on any executor. On tokio (with its timer on, as `#[tokio::main]` has it) every backend call ends after
//! `backend_timeout` and every wait for another caller's load after `load_wait`; on others those two limits do not
//! apply.
#![cfg_attr(docsrs, feature(doc_cfg))]

// The derives name this crate by its library name, in its own tests and examples too.
extern crate self as cachekit;

#[doc(hidden)]
pub mod __private;
pub mod backend;
mod cached;
mod client;
pub mod codec;
pub mod config;
#[cfg(feature = "encryption")]
mod crypto;
#[cfg(feature = "encryption")]
pub mod encryption;
mod entries;
mod entry;
pub mod error;
mod fence;
mod flight;
mod frame;
pub mod interop;
mod invalidation;
mod key;
mod l1;
pub mod prelude;
mod region;
mod rt;
mod secret;
pub mod stats;
#[cfg(any(test, feature = "testing"))]
pub mod testing;
mod turns;
mod value;

#[cfg(feature = "cachekitio")]
#[doc(no_inline)]
pub use backend::cachekitio::{metrics, session, url_validator};
pub use cached::{Cached, IntoCached, Source};
#[cfg(feature = "encryption")]
pub use client::SecureCache;
pub use client::{CacheKit, CacheKitBuilder, Coherence};
pub use config::CachekitConfig;
#[cfg(feature = "encryption")]
pub use encryption::EncryptionLayer;
pub use entries::Entries;
pub use entry::{Entry, LoaderError, TimeLeft};
pub use error::{
    BackendError, BackendErrorKind, BatchError, CachekitError, EncryptionError, KeyError, LoadError,
    RegionConflict,
};
pub use invalidation::{FailedDeletes, Invalidation, InvalidationError};
pub use key::{KeyParseError, KeyPart, ParsedKey, PartText};
pub use region::{CacheRegion, StoredValue};
#[cfg(any(test, feature = "testing"))]
pub use rt::ManualClock;
pub use rt::MaybeSend;
pub use secret::Secret;
pub use value::CacheValue;

/// The schema of a region as data, and the rules it follows.
pub use cachekit_schema as schema;

#[cfg(feature = "macros")]
pub use cachekit_macros::{CacheRegion, CacheValue, KeyPart, cachekit};

/// The examples of the README, compiled and run with the documentation's.
#[cfg(all(doctest, feature = "macros"))]
#[doc = include_str!("../../README.md")]
struct ReadmeExamples;

/// The examples of earlier documentation, compiled and run with this one's.
#[cfg(all(doctest, feature = "macros", feature = "cachekitio", feature = "encryption"))]
#[doc = include_str!("../tests/published_examples.md")]
struct PublishedExamples;
