//! The text protocol of memcached: what is asked, and what answers mean. Pure: bytes in, bytes out.
//!
//! Of the meta commands only `mg` is used, for what the older ones cannot tell: how long an entry still lives.

mod number;
mod reply;
mod request;

#[cfg(test)]
mod tests;

#[cfg(any(test, feature = "testing"))]
pub(super) use self::reply::Malformed;
pub(super) use self::reply::{Decoder, Held, Refusal, Reply};
pub(super) use self::request::{Expiry, Mode, Question, Request};

/// The longest lifetime that is one: larger numbers are taken for moments since 1970.
pub(super) const LONGEST_SECONDS: u32 = 30 * 24 * 60 * 60;

/// The longest line of a server. Theirs are shorter; one that does not end is none.
const MAX_LINE: usize = 2048;

/// The largest value that a server can be set up for.
pub(super) const MAX_VALUE: usize = 1 << 30;
