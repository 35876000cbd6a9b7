//! The error of the reader, as small as a pointer.
//!
//! Everything that serde's calls return carries room for it, so its size is time on the way that succeeds.

use std::fmt::{self, Display};

use serde::de::{Error, Expected, Unexpected};

use crate::codec::CodecError;
use crate::codec::error::{Fault, Malformed};

#[derive(Debug)]
pub(super) struct Failure(Box<Fault>);

impl From<Fault> for Failure {
    #[cold]
    fn from(fault: Fault) -> Self {
        Self(Box::new(fault))
    }
}

impl From<Malformed> for Failure {
    #[cold]
    fn from(malformed: Malformed) -> Self {
        Fault::from(malformed).into()
    }
}

impl From<Failure> for CodecError {
    fn from(Failure(fault): Failure) -> Self {
        (*fault).into()
    }
}

impl Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl std::error::Error for Failure {}

impl Error for Failure {
    #[cold]
    fn custom<T: Display>(words: T) -> Self {
        <Fault as Error>::custom(words).into()
    }

    #[cold]
    fn invalid_type(found: Unexpected<'_>, expected: &dyn Expected) -> Self {
        Fault::invalid_type(found, expected).into()
    }

    #[cold]
    fn invalid_value(found: Unexpected<'_>, expected: &dyn Expected) -> Self {
        Fault::invalid_value(found, expected).into()
    }

    #[cold]
    fn invalid_length(found: usize, expected: &dyn Expected) -> Self {
        Fault::invalid_length(found, expected).into()
    }

    #[cold]
    fn unknown_variant(found: &str, expected: &'static [&'static str]) -> Self {
        Fault::unknown_variant(found, expected).into()
    }

    #[cold]
    fn unknown_field(found: &str, expected: &'static [&'static str]) -> Self {
        Fault::unknown_field(found, expected).into()
    }

    #[cold]
    fn missing_field(field: &'static str) -> Self {
        Fault::missing_field(field).into()
    }

    #[cold]
    fn duplicate_field(field: &'static str) -> Self {
        Fault::duplicate_field(field).into()
    }
}
