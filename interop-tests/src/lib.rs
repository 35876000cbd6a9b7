//! What the exchange with the published SDKs is tested with.
//!
//! Three libraries share one Redis, one directory or memcached servers: [`ours`], the published Rust crate ([`published_sdk`]) and the
//! published Python package ([`python`]). Each test lets one write and another read; where all do the same with one
//! entry, it is an [`exchange`]. That the two published ones understand each other is tested as well: where they do
//! not, the failure is not ours.

pub mod exchange;
pub mod master_keys;
pub mod ours;
pub mod published_sdk;
pub mod python;
pub mod random;
pub mod shelf;
pub mod tables;
pub mod value;
pub mod wire;
