//! The vocabulary that the two sides of cachekit's macros share.
//!
//! The schema compiler (`cachekit-schema-derive`) runs inside `rustc`; the runtime (`cachekit-rs`) runs inside the
//! user's program. What both have to agree on to the byte lives here, once: how a pattern is read, how a segment is
//! written, what a lifetime is, which regions can meet. Applications depend on `cachekit-rs` and find all of this
//! there; this crate makes no promise of its own to anyone else.
//!
//! ```text
//!   "profile:{tenant}:{id}"  --pattern-->  segments  --segment-->  "profile:acme:42"
//!   "1h30m"                  --ttl------>  milliseconds
//!   RegionSchema x RegionSchema  --overlap-->  can one key belong to both?
//! ```
//!
//! It builds without `std` and without dependencies on every target, and whatever the user's crate evaluates at
//! compile time is a `const fn`.

#![no_std]
#![forbid(unsafe_code)]

extern crate alloc;
#[cfg(test)]
extern crate std;

pub mod budget;
pub mod hash;
pub mod interop;
pub mod message;
pub mod namespace;
pub mod overlap;
pub mod part;
pub mod pattern;
pub mod region;
pub mod segment;
pub mod ttl;

mod text;

pub use part::{Form, PartKind};
pub use pattern::{Pattern, PatternSegment};
pub use region::{Layout, OnOutage, OnTampering, Place, RegionSchema, Segment};
pub use ttl::Ttl;
