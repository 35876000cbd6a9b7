//! Lifetimes as a user writes them: `"5m"`, `"1h30m"`, `300`, `"none"`.

mod error;
#[cfg(test)]
mod tests;

use alloc::string::ToString;
use core::fmt;
use core::str::FromStr;

pub use self::error::TtlError;

/// The shortest lifetime, in seconds: what the backends with the coarsest clock (memcached, the server) can keep.
pub const MIN_SECS: u64 = 1;

/// The longest lifetime, in seconds: 10 years of 365 days. Longer is a slip of the unit, or `none`.
pub const MAX_SECS: u64 = 10 * 365 * 86_400;

/// How long an entry may be served.
///
/// Displayed as it is written: `1h30m`, `none`. Milliseconds that make no whole second, which no schema can ask for,
/// are displayed as `1s500ms`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Ttl {
    /// Without end.
    Forever,
    /// This many milliseconds.
    Millis(u64),
}

impl Ttl {
    /// The lifetime in milliseconds; `None` for [`Ttl::Forever`].
    pub const fn as_millis(self) -> Option<u64> {
        match self {
            Self::Forever => None,
            Self::Millis(millis) => Some(millis),
        }
    }
}

/// Reads a lifetime: `none`, or numbers with the units `w`, `d`, `h`, `m` and `s`, from the longest to the shortest,
/// each at most once and without spaces.
///
/// ```
/// use cachekit_schema::ttl::{Ttl, parse};
///
/// assert_eq!(parse("1h30m").unwrap(), Ttl::Millis(5_400_000));
/// assert_eq!(parse("none").unwrap(), Ttl::Forever);
/// assert_eq!(parse("300").unwrap_err().to_string(), "`300` has no unit; write `300s` for seconds");
/// ```
///
/// # Errors
/// The first mistake in the text, see [`TtlError`]; among them less than [`MIN_SECS`] and more than [`MAX_SECS`].
pub fn parse(text: &str) -> Result<Ttl, TtlError> {
    if text.is_empty() {
        return Err(TtlError::Empty);
    }
    if text == "none" {
        return Ok(Ttl::Forever);
    }
    let mut secs = 0_u64;
    let mut previous: Option<Component<'_>> = None;
    let mut seen = [false; UNITS.len()];
    let mut at = 0;
    while at < text.len() {
        let component = Component::read(text, at)?;
        if seen[component.rank] {
            return Err(TtlError::RepeatedUnit { unit: component.unit.into(), at: at..component.end });
        }
        if let Some(previous) = previous.filter(|previous| previous.rank > component.rank) {
            return Err(TtlError::UnitOrder {
                unit: component.unit.into(),
                after: previous.unit.into(),
                at: at..component.end,
            });
        }
        seen[component.rank] = true;
        secs = secs.saturating_add(component.secs);
        at = component.end;
        previous = Some(component);
    }
    within_bounds(secs, text)
}

/// The lifetime of this many seconds.
///
/// # Errors
/// [`TtlError::Zero`] below [`MIN_SECS`] and [`TtlError::TooLong`] above [`MAX_SECS`].
pub fn from_secs(secs: u64) -> Result<Ttl, TtlError> {
    within_bounds(secs, &secs.to_string())
}

impl FromStr for Ttl {
    type Err = TtlError;

    fn from_str(text: &str) -> Result<Self, TtlError> {
        parse(text)
    }
}

impl fmt::Display for Ttl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let millis = match *self {
            Self::Forever => return f.write_str("none"),
            Self::Millis(0) => return f.write_str("0s"),
            Self::Millis(millis) => millis,
        };
        let mut secs = millis / 1_000;
        // From days on: `30d` reads better than `4w2d`.
        for (unit, length) in &UNITS[1..] {
            if secs >= *length {
                write!(f, "{}{unit}", secs / length)?;
                secs %= length;
            }
        }
        match millis % 1_000 {
            0 => Ok(()),
            rest => write!(f, "{rest}ms"),
        }
    }
}

/// The units and their lengths in seconds, from the longest to the shortest: the order in which they are written.
const UNITS: [(&str, u64); 5] = [("w", 604_800), ("d", 86_400), ("h", 3_600), ("m", 60), ("s", 1)];

/// A number with its unit.
struct Component<'a> {
    unit: &'a str,
    /// The unit's index in [`UNITS`].
    rank: usize,
    /// The length in seconds, `u64::MAX` when it is more.
    secs: u64,
    /// Where the component ends in the text.
    end: usize,
}

impl<'a> Component<'a> {
    /// Reads the component that starts at byte `start`, before the end of `text`.
    fn read(text: &'a str, start: usize) -> Result<Self, TtlError> {
        let is_digit = |found: char| found.is_ascii_digit();
        let rest = &text[start..];
        let number = &rest[..rest.find(|found| !is_digit(found)).unwrap_or(rest.len())];
        let after = &rest[number.len()..];
        let unit = &after[..after.find(is_digit).unwrap_or(after.len())];
        let (middle, end) = (start + number.len(), start + number.len() + unit.len());

        if number.is_empty() {
            return Err(TtlError::NotANumber { fragment: unit.into(), at: start..end });
        }
        if unit.is_empty() {
            return Err(TtlError::MissingUnit { number: number.into(), at: start..end });
        }
        let Some(rank) = UNITS.iter().position(|&(name, _)| name == unit) else {
            return Err(TtlError::UnknownUnit { unit: unit.into(), at: middle..end });
        };
        let secs = saturating_number(number).saturating_mul(UNITS[rank].1);
        Ok(Self { unit, rank, secs, end })
    }
}

/// The value of ASCII digits, `u64::MAX` when it is more.
fn saturating_number(digits: &str) -> u64 {
    digits
        .bytes()
        .fold(0, |value: u64, digit| value.saturating_mul(10).saturating_add(u64::from(digit - b'0')))
}

/// Accepts a lifetime between the bounds; `fragment` is how it was written.
fn within_bounds(secs: u64, fragment: &str) -> Result<Ttl, TtlError> {
    let at = 0..fragment.len();
    match secs {
        ..MIN_SECS => Err(TtlError::Zero { fragment: fragment.into(), at }),
        MIN_SECS..=MAX_SECS => Ok(Ttl::Millis(secs * 1_000)),
        _ => Err(TtlError::TooLong { fragment: fragment.into(), at }),
    }
}
