//! Why a value has no bytes, or bytes no value.

use std::fmt::{self, Display};

use serde::de::{self, Expected, Unexpected};
use serde::ser;

use super::MAX_DEPTH;

/// A value could not be written as bytes, or bytes not read as a value.
///
/// The message says what is wrong, and where the type knows it, what was expected. It never repeats what the
/// value or the bytes hold: messages end up in logs, values do not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CodecError(Fault);

impl CodecError {
    /// An error of a codec outside of this crate; a fixed text, so that it cannot hold a value.
    pub const fn new(what: &'static str) -> Self {
        Self(Fault::Other(what))
    }

    /// The same with the place in the value: positions and names of fields, never keys of maps.
    pub(crate) fn at(place: String, what: &'static str) -> Self {
        Self(Fault::At { place, what })
    }
}

impl Display for CodecError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl std::error::Error for CodecError {}

impl From<Fault> for CodecError {
    fn from(fault: Fault) -> Self {
        Self(fault)
    }
}

/// What went wrong: the error type that serde sees, built so that no constructor keeps a value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Fault {
    /// The input itself is not in order, whatever the type.
    Malformed(Malformed),
    /// A value of another type than the one expected.
    Mismatch { found: &'static str, expected: String },
    /// A sequence or map with another number of elements.
    Count { expected: String },
    /// A field that the type does not have, and does not ignore.
    UnknownField,
    /// A variant that the enum does not have.
    UnknownVariant,
    /// A field that the type needs.
    MissingField(&'static str),
    /// A field that is there twice.
    DuplicateField(&'static str),
    /// The format's own decoder gave up when it was asked for this.
    #[cfg(feature = "bincode")]
    Unfit { asked_for: &'static str },
    /// A `Deserialize` or `Serialize` implementation gave up, in words that may hold a value.
    Refused,
    /// A `Serialize` implementation wrote another number of elements than it announced.
    Announcement,
    /// Something in a fixed text, at a place in the value.
    At { place: String, what: &'static str },
    /// Anything else, in a fixed text.
    Other(&'static str),
}

/// What is wrong with an input.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Malformed {
    /// It ends inside a value.
    Truncated,
    /// It goes on after the value.
    Trailing,
    /// It, or what the type makes of it, is nested too deep.
    TooDeep,
    /// A length that the rest of it is too short for.
    Claim,
    /// The one byte that `MessagePack` assigns no meaning.
    Reserved,
}

impl Display for Malformed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Truncated => f.write_str("the bytes end inside a value"),
            Self::Trailing => f.write_str("the bytes go on after the value"),
            Self::TooDeep => write!(f, "nested deeper than {MAX_DEPTH} levels"),
            Self::Claim => f.write_str("a length is larger than the bytes that follow it"),
            Self::Reserved => f.write_str("0xc1 is no MessagePack value"),
        }
    }
}

impl From<Malformed> for Fault {
    fn from(malformed: Malformed) -> Self {
        Self::Malformed(malformed)
    }
}

impl From<Malformed> for CodecError {
    fn from(malformed: Malformed) -> Self {
        Self(malformed.into())
    }
}

impl Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Malformed(malformed) => malformed.fmt(f),
            Self::Mismatch { found, expected } => write!(f, "found {found}, expected {expected}"),
            Self::Count { expected } => write!(f, "wrong number of elements, expected {expected}"),
            Self::UnknownField => f.write_str("a field that the type does not have"),
            Self::UnknownVariant => f.write_str("a variant that the enum does not have"),
            Self::MissingField(name) => write!(f, "the field `{name}` is missing"),
            Self::DuplicateField(name) => write!(f, "the field `{name}` is there twice"),
            #[cfg(feature = "bincode")]
            Self::Unfit { asked_for } => {
                let kind = asked_for.trim_start_matches("deserialize_");
                write!(f, "the bytes do not fit the type, which asked for {kind}")
            }
            Self::Refused => f.write_str("the type's own serde implementation refused the value"),
            Self::Announcement => {
                f.write_str("the type's `Serialize` wrote another number of elements than it announced")
            }
            Self::At { place, what } => write!(f, "{place}: {what}"),
            Self::Other(what) => f.write_str(what),
        }
    }
}

impl std::error::Error for Fault {}

impl ser::Error for Fault {
    fn custom<T: Display>(_may_hold_values: T) -> Self {
        Self::Refused
    }
}

impl de::Error for Fault {
    fn custom<T: Display>(_may_hold_values: T) -> Self {
        Self::Refused
    }

    fn invalid_type(found: Unexpected<'_>, expected: &dyn Expected) -> Self {
        Self::Mismatch { found: kind(found), expected: expected.to_string() }
    }

    fn invalid_value(found: Unexpected<'_>, expected: &dyn Expected) -> Self {
        Self::invalid_type(found, expected)
    }

    fn invalid_length(_found: usize, expected: &dyn Expected) -> Self {
        Self::Count { expected: expected.to_string() }
    }

    fn unknown_variant(_from_the_input: &str, _expected: &'static [&'static str]) -> Self {
        Self::UnknownVariant
    }

    fn unknown_field(_from_the_input: &str, _expected: &'static [&'static str]) -> Self {
        Self::UnknownField
    }

    fn missing_field(field: &'static str) -> Self {
        Self::MissingField(field)
    }

    fn duplicate_field(field: &'static str) -> Self {
        Self::DuplicateField(field)
    }
}

/// The kind of a value, without the value that serde hands along.
fn kind(found: Unexpected<'_>) -> &'static str {
    match found {
        Unexpected::Bool(_) => "a boolean",
        Unexpected::Unsigned(_) | Unexpected::Signed(_) => "an integer",
        Unexpected::Float(_) => "a float",
        Unexpected::Char(_) => "a character",
        Unexpected::Str(_) => "a string",
        Unexpected::Bytes(_) => "bytes",
        Unexpected::Unit => "nothing",
        Unexpected::Option => "an option",
        Unexpected::NewtypeStruct => "a newtype",
        Unexpected::Seq => "a sequence",
        Unexpected::Map => "a map",
        Unexpected::Enum
        | Unexpected::UnitVariant
        | Unexpected::NewtypeVariant
        | Unexpected::TupleVariant
        | Unexpected::StructVariant => "an enum",
        Unexpected::Other(_) => "something else",
    }
}
