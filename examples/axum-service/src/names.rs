//! The names that products go by: checked where they come in, so that no one below has to.

use std::fmt;

use cachekit::{CacheValue, KeyPart};
use rusqlite::ToSql;
use rusqlite::types::{FromSql, FromSqlError, FromSqlResult, ToSqlOutput, ValueRef};
use serde::{Deserialize, Serialize};

/// Names that no product can have do not become keys: nobody fills the cache with them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a name has 1 to 40 characters of `a-z`, `0-9` and `-`")]
pub(crate) struct BadName;

fn check(name: String) -> Result<String, BadName> {
    let is_plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
    if (1..=40).contains(&name.len()) && name.bytes().all(is_plain) { Ok(name) } else { Err(BadName) }
}

/// Types of their own, so that a category can never be handed over where a product is asked for.
macro_rules! name {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize, KeyPart, CacheValue)]
        #[serde(try_from = "String")]
        #[cache(version = 1)]
        pub(crate) struct $name(String);

        impl TryFrom<String> for $name {
            type Error = BadName;

            fn try_from(name: String) -> Result<Self, BadName> {
                check(name).map(Self)
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl ToSql for $name {
            fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
                self.0.to_sql()
            }
        }

        impl FromSql for $name {
            fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
                Self::try_from(String::column_result(value)?).map_err(|error| FromSqlError::Other(error.into()))
            }
        }
    };
}

name! {
    /// What a product is ordered by: `green-tea-100g`.
    Sku
}
name! {
    /// What a product is listed under: `tea`.
    Category
}
