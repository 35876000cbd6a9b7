//! Everything public and documented, under every lint that a strict crate denies, `unsafe` forbidden. What clippy
//! says of expansions, and of a whole crate, is in `tests/fixtures.rs`.

#![forbid(unsafe_code)]
#![deny(
    warnings,
    missing_docs,
    missing_debug_implementations,
    missing_copy_implementations,
    unreachable_pub,
    unused,
    unused_qualifications,
    unused_results,
    unused_lifetimes,
    single_use_lifetimes,
    elided_lifetimes_in_paths,
    explicit_outlives_requirements,
    let_underscore_drop,
    redundant_lifetimes,
    trivial_casts,
    trivial_numeric_casts,
    unit_bindings,
    unnameable_types,
    unused_import_braces,
    unused_macro_rules,
    variant_size_differences,
    meta_variable_misuse,
    absolute_paths_not_starting_with_crate,
    ambiguous_negative_literals,
    redundant_imports,
    closure_returning_async_block,
    tail_expr_drop_order,
    if_let_rescope,
    impl_trait_overcaptures,
    nonstandard_style
)]

use serde::{Deserialize, Serialize};
use shop_cache::prelude::*;

/// A value.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, CacheValue)]
pub(crate) struct User {
    /// Its number.
    pub(crate) id: u64,
    /// More of them.
    pub(crate) friends: Vec<Self>,
}

/// A key part.
#[derive(Debug, Clone, PartialEq, Eq, KeyPart)]
pub(crate) struct Tenant(pub(crate) String);

/// A key part of names.
#[derive(Debug, Clone, Copy, PartialEq, Eq, KeyPart)]
pub(crate) enum Role {
    /// One.
    Admin,
    /// Another.
    #[cache(rename = "guest")]
    Guest,
}

/// A region.
#[derive(Debug, CacheRegion)]
#[cache(namespace = "lints", key = "{tenant}:of:{role}:{id}", value = User, ttl = "5m", l1_ttl = "1m")]
pub(crate) struct UserById<'a, T> {
    /// A part.
    pub(crate) tenant: &'a Tenant,
    /// A part.
    pub(crate) role: Option<Role>,
    /// A part.
    #[cache(compact)]
    pub(crate) id: T,
    /// No part.
    #[cache(skip)]
    pub(crate) trace: u64,
}

/// A function.
///
/// # Errors
/// For nobody.
#[cachekit(ttl = "5m", namespace = "lints", region = UserOf)]
pub(crate) async fn user(cache: &CacheKit, tenant: &str, id: u64) -> Result<User, std::fmt::Error> {
    if tenant.is_empty() { Err(std::fmt::Error) } else { Ok(User { id, friends: Vec::new() }) }
}

/// A function with lifetimes.
#[cachekit(ttl = "5m", version = 1)]
pub(crate) async fn longest<'a>(cache: &CacheKit, left: &'a str, right: &'a str) -> Option<String> {
    (left.len() != right.len()).then(|| if left.len() > right.len() { left } else { right }.to_owned())
}

/// A service.
#[derive(Debug)]
pub(crate) struct Service {
    cache: CacheKit,
    tenant: Tenant,
}

impl Service {
    /// A method.
    #[cachekit(client = self.cache, namespace = "lints", key = "method:{self.tenant}:{id}", ttl = "5m")]
    pub(crate) async fn user(&self, id: u64) -> u64 {
        id + self.tenant.0.len() as u64
    }
}

#[tokio::test]
async fn expansions_are_free_of_lints() {
    let cache = CacheKit::in_memory().build().unwrap();
    let tenant = Tenant("acme".to_owned());
    let key = UserById { tenant: &tenant, role: Some(Role::Guest), id: 1_u8, trace: 2 };
    assert_eq!(key.trace, 2);
    cache.entry(&key).set(user(&cache, "acme", 1).await.unwrap()).await.unwrap();
    let other = UserById { tenant: &tenant, role: Some(Role::Admin), id: "x", trace: 2 };
    assert!(!cache.entry(&other).exists().await.unwrap());
    assert!(cache.entry(&UserOf { tenant: "acme", id: 1 }).exists().await.unwrap());
    assert_eq!(longest(&cache, "a", "bc").await.as_deref(), Some("bc"));
    let service = Service { cache, tenant };
    assert_eq!(service.user(1).await, 5);
}
