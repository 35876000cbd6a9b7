//! Second stage: what was written, as data.
//!
//! A model is total: every default is resolved, and what a user wrote wrongly stays in it as the error that the next
//! stage reports. It knows places, but no attributes.

pub(crate) mod cache_value;
pub(crate) mod client;
mod fold;
pub(crate) mod function;
pub(crate) mod key;
pub(crate) mod key_part;
pub(crate) mod named_region;
pub(crate) mod policy;
pub(crate) mod region;
pub(crate) mod returns;
pub(crate) mod serde;
