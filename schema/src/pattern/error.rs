//! What can be wrong with a pattern, and what to write instead.

use alloc::string::String;
use core::fmt;
use core::ops::Range;

/// One mistake in a pattern.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct PatternError {
    /// What is wrong.
    pub kind: PatternErrorKind,
    /// Where it is in the pattern, in bytes, on character boundaries.
    pub at: Range<usize>,
    /// What is written there.
    pub fragment: String,
    /// Where it starts in the pattern, in characters, from 1 on.
    pub column: usize,
}

/// What is wrong with a pattern.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum PatternErrorKind {
    /// The pattern has no text at all.
    Empty,
    /// Nothing stands before, between or after the `:`.
    EmptySegment,
    /// Literal text has characters outside `[A-Za-z0-9_-]`; the fragment is one run of them.
    BadLiteral {
        /// The first of the run.
        found: char,
    },
    /// Text or another placeholder stands next to a placeholder without `:`; the fragment is the segment.
    GluedPlaceholder,
    /// A `{` has no `}`.
    Unclosed,
    /// A `}` has no `{`.
    Unopened,
    /// Nothing stands between the braces.
    EmptyPlaceholder,
    /// What stands between the braces is not a path.
    BadPlaceholder,
}

impl PatternError {
    /// The mistake at these bytes of `pattern`.
    pub(super) fn new(kind: PatternErrorKind, pattern: &str, at: Range<usize>) -> Self {
        let column = pattern[..at.start].chars().count() + 1;
        Self { kind, fragment: pattern[at.clone()].into(), at, column }
    }
}

impl fmt::Display for PatternError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (fragment, column) = (self.fragment.escape_debug(), self.column);
        match self.kind {
            PatternErrorKind::Empty => write!(f, "the pattern is empty; write one like `profile:{{id}}`"),
            PatternErrorKind::EmptySegment => {
                write!(
                    f,
                    "empty segment at column {column}; remove the extra `:` or write a literal or a placeholder"
                )
            }
            PatternErrorKind::BadLiteral { .. } => write!(
                f,
                "{} at column {column} is not allowed in a literal; write letters, digits, `_` and `-`, \
                 and `:` between segments",
                Spoken(&self.fragment)
            ),
            PatternErrorKind::GluedPlaceholder => {
                let what = if is_all_placeholders(&self.fragment) {
                    "is more than one placeholder"
                } else {
                    "mixes a placeholder with other text"
                };
                write!(f, "`{fragment}` at column {column} {what}; write `:` between them")
            }
            PatternErrorKind::Unclosed => {
                write!(f, "`{fragment}` at column {column} has no `}}`; write a placeholder like `{{id}}`")
            }
            PatternErrorKind::Unopened => {
                write!(
                    f,
                    "`{fragment}` at column {column} has no `{{`; remove it or write a placeholder like `{{id}}`"
                )
            }
            PatternErrorKind::EmptyPlaceholder => {
                write!(
                    f,
                    "`{fragment}` at column {column} names nothing; write a field or parameter, like `{{id}}`"
                )
            }
            PatternErrorKind::BadPlaceholder => write!(
                f,
                "`{fragment}` at column {column} is not a name or a path; write only that, like `{{id}}` or \
                 `{{user.id}}`"
            ),
        }
    }
}

impl core::error::Error for PatternError {}

/// A fragment in a message: in quotes, unless they would hide what is between them.
struct Spoken<'a>(&'a str);

impl fmt::Display for Spoken<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            " " => f.write_str("a space"),
            other => write!(f, "`{}`", other.escape_debug()),
        }
    }
}

/// Whether nothing stands outside of the braces.
fn is_all_placeholders(segment: &str) -> bool {
    segment.split_inclusive('}').all(|piece| piece.starts_with('{') && piece.ends_with('}'))
}
