//! Schemas as each edition reads them: compiled by one package for each, and run by `tests/hygiene/editions.rs`.
#![deny(warnings)]

use std::sync::Arc;

use cachekit::prelude::*;
use serde::{Deserialize, Serialize};

/// A value.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, CacheValue)]
pub struct User {
    /// Its number.
    pub id: u64,
    /// Users within users.
    pub friends: Vec<User>,
}

/// A part of a key.
#[derive(Debug, Clone, KeyPart)]
pub struct Tenant(pub String);

/// A part of a key. `gen` became a keyword in 2024.
#[derive(Debug, Clone, Copy, KeyPart)]
pub enum Kind {
    /// A kind.
    Plain,
    /// Another.
    #[cache(rename = "gen")]
    Gen,
}

/// A region.
#[derive(Debug, CacheRegion)]
#[cache(namespace = "editions", key = "{tenant}:x:{kind}:{gen}:{async}", value = User, ttl = "5m")]
pub struct UserByTenant<'a, T> {
    /// A part.
    pub tenant: &'a Tenant,
    /// A part.
    pub kind: Option<Kind>,
    /// A part.
    pub r#gen: T,
    /// A part.
    #[cache(compact)]
    pub r#async: [u8; 2],
}

/// A function with a region of its own.
///
/// # Errors
/// When there is no such user.
#[cachekit(ttl = "5m", namespace = "editions", region = UserById)]
pub async fn user(cache: &CacheKit, tenant: &str, id: u64) -> Result<Option<User>, std::num::ParseIntError> {
    if tenant.is_empty() {
        return Ok(None);
    }
    let id: u64 = id.to_string().parse()?;
    Ok(Some(User { id, friends: vec![] }))
}

/// A service.
#[derive(Debug)]
pub struct Service {
    cache: Arc<CacheKit>,
    tenant: Tenant,
}

impl Service {
    /// A method.
    #[cachekit(client = self.cache, namespace = "editions", key = "method:{self.tenant}:{ids}", ttl = 60)]
    pub async fn ids(&self, mut ids: Vec<u8>) -> Arc<Vec<u8>> {
        ids.push(u8::from(self.tenant.0.is_empty()));
        Arc::new(ids)
    }
}

/// Uses all of it.
///
/// # Panics
/// When something is not as it should be.
pub async fn run() {
    let cache = CacheKit::in_memory().build().expect("defaults are sound");
    let tenant = Tenant("acme".to_owned());
    let key = UserByTenant { tenant: &tenant, kind: Some(Kind::Gen), r#gen: 1_u8, r#async: [1, 2] };
    let entry = cache.entry(&key);
    assert!(entry.key().starts_with("editions:acme:x:gen:1:.h"), "{}", entry.key());
    let loaded = user(&cache, "acme", 7).await.expect("a number").expect("a user");
    entry.set(&loaded).await.expect("memory holds it");
    assert_eq!(entry.get().await.expect("memory has it").expect("it was set"), loaded);
    let named = cache.entry(&UserById { tenant: "acme", id: 7 });
    assert!(named.delete().await.expect("memory deletes"));
    let service = Service { cache: Arc::new(cache), tenant };
    assert_eq!(*service.ids(vec![1]).await, [1, 0]);
    assert_eq!(*service.ids(vec![1]).await, [1, 0]);
}
