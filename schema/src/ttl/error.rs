//! What can be wrong with a lifetime, and what to write instead.

use alloc::string::String;
use core::fmt;
use core::ops::Range;

/// Why a text or a number is not a lifetime.
///
/// Every `at` is a range of bytes in the text, or in the decimal digits of the number, and lies on character
/// boundaries.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum TtlError {
    /// Nothing is written.
    Empty,
    /// A number should start here.
    NotANumber {
        /// What is written instead, up to the next digit.
        fragment: String,
        /// Where that is.
        at: Range<usize>,
    },
    /// A number stands alone.
    MissingUnit {
        /// The number.
        number: String,
        /// Where it is.
        at: Range<usize>,
    },
    /// A number is followed by something that is no unit, up to the next digit.
    UnknownUnit {
        /// What is written instead.
        unit: String,
        /// Where that is.
        at: Range<usize>,
    },
    /// A unit is used twice.
    RepeatedUnit {
        /// The unit.
        unit: String,
        /// Where its second number and the unit are.
        at: Range<usize>,
    },
    /// A unit follows a shorter one.
    UnitOrder {
        /// The longer unit.
        unit: String,
        /// The shorter unit before it.
        after: String,
        /// Where the longer unit and its number are.
        at: Range<usize>,
    },
    /// The lifetime is shorter than [`MIN_SECS`](super::MIN_SECS).
    Zero {
        /// The lifetime as written.
        fragment: String,
        /// All of it.
        at: Range<usize>,
    },
    /// The lifetime is longer than [`MAX_SECS`](super::MAX_SECS).
    TooLong {
        /// The lifetime as written.
        fragment: String,
        /// All of it.
        at: Range<usize>,
    },
}

impl TtlError {
    /// Where the mistake is, in bytes; empty when nothing was written.
    pub fn range(&self) -> Range<usize> {
        match self {
            Self::Empty => 0..0,
            Self::NotANumber { at, .. }
            | Self::MissingUnit { at, .. }
            | Self::UnknownUnit { at, .. }
            | Self::RepeatedUnit { at, .. }
            | Self::UnitOrder { at, .. }
            | Self::Zero { at, .. }
            | Self::TooLong { at, .. } => at.clone(),
        }
    }
}

impl fmt::Display for TtlError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Empty => write!(f, "the lifetime is empty; write one like `5m`, or `none` for no expiry"),
            Self::NotANumber { fragment, .. } => {
                let fragment = fragment.escape_debug();
                write!(f, "`{fragment}` is not a number; write a lifetime like `5m`, or `none` for no expiry")
            }
            Self::MissingUnit { number, .. } => {
                write!(f, "`{number}` has no unit; write `{number}s` for seconds")
            }
            Self::UnknownUnit { unit, .. } => {
                write!(f, "unknown unit `{}`; {}", unit.escape_debug(), advice_on_unit(unit))
            }
            Self::RepeatedUnit { unit, .. } => {
                write!(f, "unit `{unit}` is used twice; write their sum once")
            }
            Self::UnitOrder { unit, after, .. } => {
                write!(
                    f,
                    "unit `{unit}` follows the shorter `{after}`; write the longer unit first, like `1h30m`"
                )
            }
            Self::Zero { fragment, .. } => {
                write!(f, "`{fragment}` is no time at all; write at least `1s`, or `none` for no expiry")
            }
            Self::TooLong { fragment, .. } => {
                write!(f, "`{fragment}` is more than 10 years (`3650d`); write less, or `none` for no expiry")
            }
        }
    }
}

impl core::error::Error for TtlError {}

fn advice_on_unit(unit: &str) -> &'static str {
    match unit.trim().to_ascii_lowercase().as_str() {
        "s" | "sec" | "secs" | "second" | "seconds" => "write `s` for seconds, without spaces",
        "m" | "min" | "mins" | "minute" | "minutes" => "write `m` for minutes, without spaces",
        "h" | "hr" | "hrs" | "hour" | "hours" => "write `h` for hours, without spaces",
        "d" | "day" | "days" => "write `d` for days, without spaces",
        "w" | "week" | "weeks" => "write `w` for weeks, without spaces",
        "ms" | "us" | "µs" | "ns" => "write whole seconds, like `1s`",
        "." | "," => "write a smaller unit in place of a fraction, like `1h30m`",
        "y" | "year" | "years" | "mo" | "month" | "months" => "write it in days, like `30d`",
        _ => "write `w`, `d`, `h`, `m` or `s`, like `1h30m`",
    }
}
