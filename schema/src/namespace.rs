//! The names that keys start with.
//!
//! A region's namespace is written in its definition, or made from the place of a function; a client's namespace
//! keeps the regions of one deployment or tenant apart from those of another.

mod default_name;
#[cfg(test)]
mod tests;

use core::fmt;

pub use self::default_name::{default_bytes, default_len, default_str};
use crate::segment::is_plain;
use crate::text::{char_at, same};

/// The longest namespace of either kind, in bytes: two of them, their separators and one digest fit a key.
pub const MAX_LEN: usize = 64;

/// The namespaces that the cachekit.io server uses for itself: a key that starts with one is read as an address there.
pub const RESERVED: [&str; 2] = ["ns", "nsapi"];

/// Accepts a region's namespace: names of `[A-Za-z0-9_-]+` joined by `.`, at most [`MAX_LEN`] bytes, not [`RESERVED`].
///
/// # Errors
/// The first mistake, see [`NamespaceError`].
pub const fn check_region(namespace: &str) -> Result<(), NamespaceError> {
    if let Err(error) = check_whole(namespace, Scope::Region) {
        return Err(error);
    }
    let bytes = namespace.as_bytes();
    let mut at = 0;
    while at < bytes.len() {
        if bytes[at] == b'.' {
            if at == 0 || at + 1 == bytes.len() || bytes[at + 1] == b'.' {
                return Err(NamespaceError::StrayDot { at });
            }
        } else if !is_plain(bytes[at]) {
            return Err(bad_character(namespace, at, Scope::Region));
        }
        at += 1;
    }
    Ok(())
}

/// Accepts a client's namespace for use with regions: `[a-z0-9][a-z0-9_-]*`, at most [`MAX_LEN`] bytes, not
/// [`RESERVED`].
///
/// # Errors
/// The first mistake, see [`NamespaceError`].
pub const fn check_client(namespace: &str) -> Result<(), NamespaceError> {
    if let Err(error) = check_whole(namespace, Scope::Client) {
        return Err(error);
    }
    let bytes = namespace.as_bytes();
    let mut at = 0;
    while at < bytes.len() {
        match bytes[at] {
            b'a'..=b'z' | b'0'..=b'9' => {}
            b'_' | b'-' if at > 0 => {}
            found @ (b'_' | b'-') => return Err(NamespaceError::BadStart { found: found as char }),
            _ => return Err(bad_character(namespace, at, Scope::Client)),
        }
        at += 1;
    }
    Ok(())
}

/// What a namespace belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Scope {
    /// One region.
    Region,
    /// A client, and so all regions that are used with it.
    Client,
}

/// Why a text is not a namespace. Positions are byte offsets.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum NamespaceError {
    /// Nothing is written.
    Empty {
        /// Whose namespace it is.
        scope: Scope,
    },
    /// It is longer than [`MAX_LEN`].
    TooLong {
        /// Whose namespace it is.
        scope: Scope,
        /// Its length in bytes.
        len: usize,
    },
    /// A client's namespace starts with `_` or `-`.
    BadStart {
        /// Which of them.
        found: char,
    },
    /// A character is not allowed.
    BadCharacter {
        /// Whose namespace it is.
        scope: Scope,
        /// The character.
        found: char,
        /// Where it starts.
        at: usize,
    },
    /// A `.` in a region's namespace stands at an end or next to another.
    StrayDot {
        /// Where it is.
        at: usize,
    },
    /// The server uses the name for itself.
    Reserved {
        /// Whose namespace it is.
        scope: Scope,
        /// The name.
        word: &'static str,
    },
}

impl fmt::Display for Scope {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Region => "region namespace",
            Self::Client => "client namespace",
        })
    }
}

impl fmt::Display for NamespaceError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Empty { scope } => write!(f, "the {scope} is empty; write a name like `users`"),
            Self::TooLong { scope, len } => {
                write!(f, "the {scope} has {len} bytes; write at most {MAX_LEN}")
            }
            Self::BadStart { found } => {
                write!(
                    f,
                    "the client namespace starts with `{found}`; write a lower-case letter or a digit first"
                )
            }
            Self::BadCharacter { scope, found, at } => {
                let allowed = match scope {
                    Scope::Region => "letters, digits, `_`, `-` and single `.` between names",
                    Scope::Client => "lower-case letters, digits, `_` and `-`",
                };
                let (found, column) = (found.escape_debug(), at + 1);
                write!(f, "`{found}` at column {column} is not allowed in a {scope}; write only {allowed}")
            }
            Self::StrayDot { at } => {
                write!(
                    f,
                    "`.` at column {} joins nothing; write a name on both sides, like `shop.users`",
                    at + 1
                )
            }
            Self::Reserved { scope, word } => {
                write!(f, "the {scope} `{word}` belongs to the cachekit.io server; write another name")
            }
        }
    }
}

impl core::error::Error for NamespaceError {}

/// The reserved name that `namespace` is.
pub(crate) const fn reserved(namespace: &str) -> Option<&'static str> {
    let mut at = 0;
    while at < RESERVED.len() {
        if same(namespace, RESERVED[at]) {
            return Some(RESERVED[at]);
        }
        at += 1;
    }
    None
}

const fn check_whole(namespace: &str, scope: Scope) -> Result<(), NamespaceError> {
    if namespace.is_empty() {
        return Err(NamespaceError::Empty { scope });
    }
    if namespace.len() > MAX_LEN {
        return Err(NamespaceError::TooLong { scope, len: namespace.len() });
    }
    match reserved(namespace) {
        Some(word) => Err(NamespaceError::Reserved { scope, word }),
        None => Ok(()),
    }
}

/// All bytes before `at` are ASCII, so a character starts there.
const fn bad_character(namespace: &str, at: usize, scope: Scope) -> NamespaceError {
    NamespaceError::BadCharacter { scope, found: char_at(namespace, at), at }
}
