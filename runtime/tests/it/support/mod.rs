//! What the integration tests share.

pub(crate) mod held;

use cachekit::prelude::*;
use serde::{Deserialize, Serialize};

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, CacheValue)]
pub(crate) struct User {
    pub(crate) id: u64,
    pub(crate) name: String,
}

pub(crate) fn user(id: u64, name: &str) -> User {
    User { id, name: name.to_owned() }
}

#[derive(CacheRegion)]
#[cache(namespace = "users", key = "by-id:{tenant}:{id}", value = User, ttl = "5m")]
pub(crate) struct UserById<'a> {
    pub(crate) tenant: &'a str,
    pub(crate) id: u64,
}

/// The key that most tests use.
pub(crate) const KEY: UserById<'static> = UserById { tenant: "acme", id: 42 };
