//! Keys: from typed parts to the one string that every layer below uses.
//!
//! `[client namespace "::"] [".tenant:" tenant "::"] region namespace ":" segment (":" segment)*`, where a segment is a literal of the
//! pattern or one encoded part. What a segment may look like is defined in `cachekit_schema::segment`; this
//! module walks the parts of a key with a [sink]: to hash them, to compare them with a stored key, or to
//! write them. A hit needs the first two only, and no memory.

mod blind;
mod compact;
mod decimal;
mod fields;
mod hash;
mod parse;
mod part;
mod parts;
mod prefix;
mod scope;
mod sink;
mod storage_key;
#[cfg(test)]
mod tests;

pub(crate) use blind::Blind;
use decimal::Decimal;
pub use fields::{Arg, CompactArg, KeyFields, Literal, SensitiveArg};
pub(crate) use hash::{KeyHasher, KeySeed};
pub(crate) use parse::parse;
pub use parse::{KeyParseError, ParsedKey, PartText};
pub(crate) use part::in_plain;
pub use part::{CanBeAbsent, KeyPart, NeverAbsent};
pub(crate) use prefix::{Owner, Prefix};
pub(crate) use scope::{KeyScope, TENANT};
pub(crate) use sink::{CompareSink, HashSink};
pub use sink::{KeySink, PartSink};
pub(crate) use storage_key::StorageKey;
