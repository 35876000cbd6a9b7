//! The names of the interop layout, which is common to the SDKs of all languages and stricter than regions are.

use core::fmt;

use crate::namespace::reserved;
use crate::text::char_at;

/// The longest name, in bytes, as the interop/v1 protocol sets it.
pub const MAX_LEN: usize = 64;

/// Accepts one name of an interop key (namespace, operation): `[a-z0-9][a-z0-9._-]*`, at most [`MAX_LEN`] bytes,
/// without `..`.
///
/// # Errors
/// The first mistake, see [`InteropSegmentError`].
pub const fn check_segment(segment: &str) -> Result<(), InteropSegmentError> {
    let bytes = segment.as_bytes();
    if bytes.is_empty() {
        return Err(InteropSegmentError::Empty);
    }
    if bytes.len() > MAX_LEN {
        return Err(InteropSegmentError::TooLong { len: bytes.len() });
    }
    let mut at = 0;
    while at < bytes.len() {
        match bytes[at] {
            found @ (b'.' | b'_' | b'-') if at == 0 => {
                return Err(InteropSegmentError::BadStart { found: found as char });
            }
            b'.' if bytes[at - 1] == b'.' => return Err(InteropSegmentError::DoubleDot { at: at - 1 }),
            b'a'..=b'z' | b'0'..=b'9' | b'.' | b'_' | b'-' => {}
            // All bytes before it are ASCII, so a character starts here.
            _ => return Err(InteropSegmentError::BadCharacter { found: char_at(segment, at), at }),
        }
        at += 1;
    }
    Ok(())
}

/// Accepts the namespace of an interop key: a name that is not one of [`RESERVED`](crate::namespace::RESERVED) either.
///
/// # Errors
/// The first mistake, see [`InteropSegmentError`].
pub const fn check_namespace(namespace: &str) -> Result<(), InteropSegmentError> {
    match reserved(namespace) {
        Some(word) => Err(InteropSegmentError::Reserved { word }),
        None => check_segment(namespace),
    }
}

/// Why a text is not a name of an interop key. Positions are byte offsets.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum InteropSegmentError {
    /// Nothing is written.
    Empty,
    /// It is longer than [`MAX_LEN`].
    TooLong {
        /// Its length in bytes.
        len: usize,
    },
    /// It starts with `.`, `_` or `-`.
    BadStart {
        /// Which of them.
        found: char,
    },
    /// A character is not allowed.
    BadCharacter {
        /// The character.
        found: char,
        /// Where it starts.
        at: usize,
    },
    /// Two `.` follow each other.
    DoubleDot {
        /// Where the first is.
        at: usize,
    },
    /// The server uses the namespace for itself.
    Reserved {
        /// The namespace.
        word: &'static str,
    },
}

impl fmt::Display for InteropSegmentError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Empty => write!(f, "the interop name is empty; write one like `users`"),
            Self::TooLong { len } => write!(f, "the interop name has {len} bytes; write at most {MAX_LEN}"),
            Self::BadStart { found } => {
                write!(
                    f,
                    "the interop name starts with `{found}`; write a lower-case letter or a digit first"
                )
            }
            Self::BadCharacter { found, at } => {
                let (found, column) = (found.escape_debug(), at + 1);
                write!(f, "`{found}` at column {column} is not allowed in an interop name; ")?;
                f.write_str("write only lower-case letters, digits, `.`, `_` and `-`")
            }
            Self::DoubleDot { at } => write!(f, "`..` at column {}; write a single `.`", at + 1),
            Self::Reserved { word } => {
                write!(f, "the namespace `{word}` belongs to the cachekit.io server; write another name")
            }
        }
    }
}

impl core::error::Error for InteropSegmentError {}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::string::ToString;
    use proptest::prelude::*;

    const _: () = assert!(check_segment("get_user.v2").is_ok());
    const _: () = assert!(check_namespace("nsapi").is_err());

    #[test]
    fn names_are_accepted_or_refused_with_advice() {
        for accepted in ["a", "0", "get_user", "a.b-c_", "trailing.", &"a".repeat(64)] {
            assert_eq!(check_segment(accepted), Ok(()), "{accepted}");
        }
        for (refused, message) in [
            ("", "the interop name is empty; write one like `users`"),
            (&"a".repeat(65), "the interop name has 65 bytes; write at most 64"),
            (".a", "the interop name starts with `.`; write a lower-case letter or a digit first"),
            ("..", "the interop name starts with `.`; write a lower-case letter or a digit first"),
            ("a..b", "`..` at column 2; write a single `.`"),
            (
                "aB",
                "`B` at column 2 is not allowed in an interop name; \
                 write only lower-case letters, digits, `.`, `_` and `-`",
            ),
            (
                "é",
                "`é` at column 1 is not allowed in an interop name; \
                 write only lower-case letters, digits, `.`, `_` and `-`",
            ),
        ] {
            assert_eq!(check_segment(refused).unwrap_err().to_string(), message, "{refused}");
        }
    }

    #[test]
    fn reserved_namespaces_are_refused_as_namespaces_only() {
        let message = "the namespace `ns` belongs to the cachekit.io server; write another name";
        assert_eq!(check_namespace("ns").unwrap_err().to_string(), message);
        assert_eq!(check_segment("ns"), Ok(()));
        assert_eq!(check_namespace("ns.a"), Ok(()));
    }

    proptest! {
        #[test]
        fn all_of_the_grammar_is_accepted(name in "[a-z0-9][a-z0-9._-]{0,63}") {
            prop_assert_eq!(check_segment(&name).is_ok(), !name.contains(".."));
        }

        #[test]
        fn nothing_else_is_accepted(name in any::<alloc::string::String>()) {
            let plain = |found: char| matches!(found, 'a'..='z' | '0'..='9' | '.' | '_' | '-');
            if check_segment(&name).is_ok() {
                prop_assert!(name.len() <= 64 && name.chars().all(plain) && !name.contains(".."));
            }
        }
    }
}
