//! Newtypes and enums as key parts, nested in each other, generic, behind references and in `Option`s.

use std::marker::PhantomData;

use shop_cache::prelude::*;

use crate::support::client;

#[derive(KeyPart, Clone)]
struct TenantId(String);

#[derive(KeyPart)]
struct Owner {
    tenant: TenantId,
}

#[derive(KeyPart, Clone, Copy)]
enum Role {
    Admin,
    Member,
}

#[derive(KeyPart)]
struct MaybeRole(Option<Role>);

#[derive(KeyPart)]
struct Id<T, K = u64> {
    raw: K,
    of: PhantomData<fn() -> T>,
}

#[derive(KeyPart)]
struct Name<'a>(&'a str);

#[derive(KeyPart)]
struct Digest<const N: usize>([u8; N]);

#[derive(CacheRegion)]
#[cache(
    namespace = "key-parts",
    key = "{owner}:{role}:{maybe}:{id}:{name}:{digest}:{boxed}",
    value = bool,
    ttl = "5m"
)]
struct Permission<'a> {
    owner: &'a Owner,
    role: Option<Role>,
    maybe: MaybeRole,
    id: Id<String>,
    name: Name<'a>,
    digest: Digest<2>,
    boxed: Box<TenantId>,
}

#[cachekit(ttl = "5m")]
async fn may_write(cache: &CacheKit, tenant: &TenantId, role: Role, id: Id<String, u8>) -> bool {
    tenant.0 == "acme" && matches!(role, Role::Admin) && id.raw == 1
}

#[tokio::test]
async fn newtypes_and_enums_are_key_parts() {
    let cache = client();
    let tenant = TenantId("acme".to_owned());
    let owner = Owner { tenant: tenant.clone() };
    let entry = cache.entry(&Permission {
        owner: &owner,
        role: Some(Role::Member),
        maybe: MaybeRole(None),
        id: Id { raw: 7, of: PhantomData },
        name: Name("x"),
        digest: Digest([1, 2]),
        boxed: Box::new(tenant.clone()),
    });
    assert_eq!(entry.key(), "key-parts:acme:Member:.n:7:x:0102:acme");
    assert!(may_write(&cache, &tenant, Role::Admin, Id { raw: 1, of: PhantomData }).await);
    assert!(!may_write(&cache, &tenant, Role::Member, Id { raw: 1, of: PhantomData }).await);
}
