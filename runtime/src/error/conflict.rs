//! Two definitions, one key.

use std::fmt;

use cachekit_schema::region::{Place, RegionSchema};

/// Two definitions can produce the same storage key on one client, so one would read what the other wrote.
///
/// Every use of the definition that came second fails with this error, in release builds too.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct RegionConflict {
    /// The definition that was used first on this client.
    pub first: Claim,
    /// The definition that is refused.
    pub second: Claim,
}

/// One side of a [`RegionConflict`].
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Claim {
    /// The region's name: of the key struct or of the function.
    pub region: &'static str,
    /// Namespace and pattern, as in a storage key.
    pub pattern: String,
    /// The value type.
    pub value: &'static str,
    /// Where it is defined.
    pub place: Place,
}

impl Claim {
    pub(crate) fn new(schema: &RegionSchema, value: &'static str) -> Self {
        Self {
            region: schema.name,
            pattern: format!("{}:{}", schema.namespace, schema.pattern),
            value,
            place: schema.place,
        }
    }
}

impl fmt::Display for RegionConflict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { first, second } = self;
        write!(
            f,
            "regions `{}` ({}, at {}) and `{}` ({}, at {}) can produce the same key",
            first.region, first.pattern, first.place, second.region, second.pattern, second.place
        )?;
        if first.value != second.value {
            write!(f, " for different values ({} and {})", first.value, second.value)?;
        }
        if first.place == second.place {
            return f.write_str(
                "; they are one generic definition: name the type in the key, or use one client for each",
            );
        }
        f.write_str("; give one of them another `namespace` or `key`")
    }
}

impl std::error::Error for RegionConflict {}
