//! Keys and values that the cachekit SDKs of all languages share.
//!
//! In a store that Rust shares with Python or TypeScript, an entry is found by one key and read as one value,
//! whoever wrote it. The cachekit protocol calls this layout interop/v1:
//!
//! - **The key** is `namespace:operation:hash`, see [`interop_key_of`]. The hash is taken from the arguments in one
//!   canonical form, so it does not depend on the language, on the width of a number or the order of a map. What can be
//!   an argument is an [`InteropArg`].
//! - **The value** is one `MessagePack` document without a frame: [`serialize_value`], [`deserialize`].
//! - **Dates and times** in values are maps that say what they are: [`mod@datetime`], [`mod@date`], [`mod@time`].
//!
//! ```
//! use cachekit::interop;
//!
//! // In Python: @cache(interop="get_user", namespace="users") def get_user(user_id: int)
//! let key = interop::interop_key_of("users", "get_user", &(42,))?;
//! let bytes = interop::serialize_value(&serde_json::json!({ "name": "alice", "age": 30 }))?;
//! let user: serde_json::Value = interop::deserialize(&bytes)?;
//! assert_eq!(user["age"], 30);
//! # assert_eq!(key.len(), 79);
//! # Ok::<_, interop::InteropError>(())
//! ```
#![cfg_attr(feature = "python", doc = "")]
#![cfg_attr(
    feature = "python",
    doc = "What Python stores without `interop=` is another layout: [`python`] reads it."
)]
//!
//! # Where a language cannot say what another means
//!
//! | | |
//! |---|---|
//! | `2.0` as an argument | is `2`: some languages have one type of numbers. In a value it stays a float |
//! | an aware datetime as an argument | is its number of seconds since 1970, to the microsecond |
//! | NaN, infinities, integers beyond 64 bits | have no form, and are errors |
//! | a set | is a list in an argument, sorted and without repetitions; as a value other SDKs refuse it |
//! | a map with keys that are no strings | has no form |
//!
//! The layout has no room for what a region's own frame carries: the age of an entry, the fingerprint of its type.

mod arg;
mod calendar;
mod codec;
mod error;
#[cfg(any(test, feature = "testing"))]
pub(crate) mod fuzzing;
mod iso;
mod key;
mod pack;
#[cfg(feature = "python")]
#[cfg_attr(docsrs, doc(cfg(feature = "python")))]
pub mod python;
mod serializer;
mod temporal;
#[cfg(test)]
mod tests;
mod value;
mod writer;

pub use self::arg::InteropArg;
pub use self::codec::{InteropCodec, deserialize, serialize_value};
pub use self::error::{
    ForeignFrame, InteropError, InteropNameError, InteropValueError, InteropValueErrorKind,
};
pub use self::key::{
    ArgumentList, InteropArgs, InteropKey, InteropOperation, MAX_KEY_LEN, canonical_args, interop_key,
    interop_key_of,
};
pub use self::temporal::{IsoDate, IsoDateTime, IsoTime, date, datetime, time};
pub use self::value::InteropValue;
pub use self::writer::InteropWriter;

pub use cachekit_schema::interop::InteropSegmentError;
