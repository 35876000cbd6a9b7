//! A segment of a region's keys.

use crate::hash;
use crate::part::PartKind;

/// One segment of a region's keys.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Segment {
    /// The same text in every key.
    Literal {
        /// The text: `[A-Za-z0-9_-]+`, which is its own encoding.
        text: &'static str,
        /// The hash of the text, [`hash::of_str`], taken once by whoever builds the segment.
        hash: u64,
    },
    /// A value of the key.
    Part {
        /// The placeholder's path, as in the pattern: `tenant`, `user.id`.
        name: &'static str,
        /// What the value can look like.
        kind: PartKind,
        /// The most bytes that the encoded value takes, where the type sets a limit.
        max_len: Option<usize>,
        /// Whether the value is always hashed, so that it takes [`HASHED_LEN`](crate::budget::HASHED_LEN) bytes.
        compact: bool,
        /// Whether the value is always hashed with the tenant's secret, which takes as many. Comes before `compact`.
        sensitive: bool,
    },
}

impl Segment {
    /// A literal segment, hashed here.
    pub const fn literal(text: &'static str) -> Self {
        Self::Literal { text, hash: hash::of_str(text) }
    }

    /// A part of this kind, without a limit to its length, neither compact nor sensitive.
    pub const fn part(name: &'static str, kind: PartKind) -> Self {
        Self::Part { name, kind, max_len: None, compact: false, sensitive: false }
    }
}
