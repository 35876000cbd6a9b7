//! Why there is no interop key, or no interop value.

use std::fmt::{self, Display};

use cachekit_schema::interop::InteropSegmentError;

use crate::codec::{CodecError, MAX_DEPTH};

/// An interop key or value could not be written, or bytes not read as one.
///
/// No message holds an argument, a value, or a key of a map.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum InteropError {
    /// The namespace or the operation is not one.
    #[error(transparent)]
    Name(#[from] InteropNameError),
    /// An argument or a part of a value has no interop form.
    #[error(transparent)]
    Value(#[from] InteropValueError),
    /// The bytes are not exactly one `MessagePack` value of the type asked for.
    #[error("not an interop value: {0}")]
    Decode(#[from] CodecError),
    /// The bytes are an entry of another layout, with a frame around the value.
    #[error("not an interop value, but an entry of {0}")]
    Framed(ForeignFrame),
}

/// The layout that an entry was written in instead of the interop one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum ForeignFrame {
    /// The Python SDK's default decorators wrote it.
    Python,
    /// A region of this crate wrote it.
    Region,
}

impl Display for ForeignFrame {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Python => {
                "the Python SDK's default decorators; write it with `@cache(interop=\"…\")` there, \
                 or read it with `cachekit::interop::python` (feature `python`)"
            }
            Self::Region => "a region in its own layout; declare that region with `layout = \"interop\"`",
        })
    }
}

/// A name of an interop key does not fit the protocol.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum InteropNameError {
    /// The namespace.
    #[error("in an interop namespace: {0}")]
    Namespace(InteropSegmentError),
    /// The operation.
    #[error("in an interop operation: {0}")]
    Operation(InteropSegmentError),
}

/// An argument or a part of a value has no interop form.
///
/// Its message says where, in positions counted from one and names of fields: `argument 2, element 1: …`. Entries of a
/// map are counted in the order of their keys.
#[derive(Clone, PartialEq, Eq)]
pub struct InteropValueError(Box<Inner>);

#[derive(Clone, PartialEq, Eq)]
struct Inner {
    kind: InteropValueErrorKind,
    /// From the inside out, as the error travels.
    path: Vec<Step>,
}

/// What has no interop form.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum InteropValueErrorKind {
    /// A float that is NaN or infinite.
    NotFinite,
    /// An integer below -2^63 or above 2^64 - 1.
    IntegerOutOfRange,
    /// A time outside of what the form can hold: years 1 to 9999 in values, 290,000 years around 1970 in arguments.
    TimeOutOfRange,
    /// A map with the same key twice.
    DuplicateKey,
    /// A map with a key that is not a string.
    KeyNotString,
    /// More levels than [`MAX_DEPTH`].
    TooDeep,
    /// A string, bytes, an array or a map of 2^32 parts or more.
    TooLong,
    /// A set, in a key of Python's default layout.
    Set,
    /// An [`InteropArg`](super::InteropArg) of another crate that did not write exactly one value.
    NotOneValue,
    /// A `Serialize` implementation that gave up.
    Refused,
}

impl InteropValueErrorKind {
    pub(super) const fn text(self) -> &'static str {
        match self {
            Self::NotFinite => "NaN and infinities have no interop form; use `Option`, or a string",
            Self::IntegerOutOfRange => {
                "the integer is not from -2^63 to 2^64 - 1, which other languages cannot read; use a string"
            }
            Self::TimeOutOfRange => "the time is too far from now for other languages",
            Self::DuplicateKey => "a map has the same key twice",
            Self::KeyNotString => {
                "the keys of an interop map are strings; use a `String` key, or a list of pairs"
            }
            Self::TooDeep => {
                const _: () = assert!(MAX_DEPTH == 100);
                "nested deeper than 100 levels"
            }
            Self::TooLong => "longer than MessagePack can say",
            Self::Set => "Python's default keys have no sets; its callers pass a sorted list",
            Self::NotOneValue => "its `InteropArg` implementation did not write exactly one value",
            Self::Refused => "the type's own serde implementation refused the value",
        }
    }
}

/// One level on the way to a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Step {
    Argument(usize),
    Element(usize),
    Entry(usize),
    Member,
    Field(&'static str),
}

impl InteropValueError {
    /// What is wrong.
    pub fn kind(&self) -> InteropValueErrorKind {
        self.0.kind
    }

    /// Where it is: `argument 2, element 1`; empty for a whole value.
    pub fn path(&self) -> String {
        self.0.path.iter().rev().map(Step::to_string).collect::<Vec<_>>().join(", ")
    }

    #[cold]
    pub(super) fn inside(mut self, step: Step) -> Self {
        self.0.path.push(step);
        self
    }
}

impl From<InteropValueErrorKind> for InteropValueError {
    #[cold]
    fn from(kind: InteropValueErrorKind) -> Self {
        Self(Box::new(Inner { kind, path: Vec::new() }))
    }
}

impl serde::ser::Error for InteropValueError {
    fn custom<T: Display>(_may_hold_values: T) -> Self {
        InteropValueErrorKind::Refused.into()
    }
}

impl std::error::Error for InteropValueError {}

impl Display for InteropValueError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if !self.0.path.is_empty() {
            write!(f, "{}: ", self.path())?;
        }
        f.write_str(self.0.kind.text())
    }
}

impl fmt::Debug for InteropValueError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("InteropValueError").field("kind", &self.0.kind).field("path", &self.path()).finish()
    }
}

impl Display for Step {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Argument(at) => write!(f, "argument {}", at + 1),
            Self::Element(at) => write!(f, "element {}", at + 1),
            Self::Entry(at) => write!(f, "map entry {}", at + 1),
            Self::Member => f.write_str("in a set"),
            Self::Field(name) => write!(f, "field `{name}`"),
        }
    }
}
