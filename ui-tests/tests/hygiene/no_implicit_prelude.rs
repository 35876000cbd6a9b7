//! A module without a prelude: expansions name everything by its full path.

#![no_implicit_prelude]

use ::serde::{Deserialize, Serialize};
use ::shop_cache::{CacheKit, CacheRegion, CacheValue, KeyPart, cachekit};
use ::std::primitive::u64;

#[derive(::std::clone::Clone, Serialize, Deserialize, CacheValue)]
struct User {
    id: u64,
    friends: ::std::vec::Vec<User>,
    name: ::std::option::Option<::std::string::String>,
}

#[derive(::std::clone::Clone, Serialize, Deserialize, CacheValue)]
enum Event {
    Moved(u64),
    Rested,
}

#[derive(KeyPart)]
struct Tenant(::std::string::String);

#[derive(KeyPart, ::std::fmt::Debug, ::std::clone::Clone)]
enum Role {
    Admin,
    #[cache(rename = "guest")]
    Guest,
}

#[derive(CacheRegion)]
#[cache(namespace = "no-prelude", key = "{tenant}:x:{role}:{id}", value = User, ttl = "5m", l1_ttl = "1m")]
struct UserById<'a, T> {
    tenant: &'a Tenant,
    #[cache(compact)]
    role: Role,
    id: T,
    #[cache(skip)]
    _trace: u64,
}

#[derive(CacheRegion)]
#[cache(namespace = "no-prelude", key = "events", value = ::std::vec::Vec<Event>, ttl = "none", version = 1)]
struct Events;

#[cachekit(ttl = "5m", namespace = "no-prelude", region = UserOf)]
async fn user(cache: &CacheKit, role: Role, id: u64) -> ::std::result::Result<User, ::std::fmt::Error> {
    let _ = role;
    ::std::result::Result::Ok(User { id, friends: ::std::vec::Vec::new(), name: ::std::option::Option::None })
}

#[cachekit(ttl = "5m", key = "by-name:{name}", codec = "bincode")]
async fn by_name(
    cache: &CacheKit,
    name: &::std::primitive::str,
) -> ::std::option::Option<::std::sync::Arc<User>> {
    let _ = name;
    ::std::option::Option::None
}

#[cachekit(region(Events))]
async fn events(cache: &CacheKit) -> ::std::vec::Vec<Event> {
    ::std::vec![Event::Moved(1), Event::Rested]
}

#[::std::prelude::v1::test]
fn nothing_of_the_prelude_is_needed() {
    let runtime = ::tokio::runtime::Runtime::new().unwrap();
    runtime.block_on(async {
        let cache = CacheKit::in_memory().build().unwrap();
        let tenant = Tenant(::std::string::String::new());
        let key = UserById { tenant: &tenant, role: Role::Guest, id: 1_u64, _trace: 0 };
        let user = user(&cache, Role::Admin, 1).await.unwrap();
        cache.entry(&key).set(user).await.unwrap();
        ::std::assert!(cache.entry(&key).exists().await.unwrap());
        ::std::assert!(cache.entry(&UserOf { role: Role::Admin, id: 1 }).exists().await.unwrap());
        ::std::assert!(by_name(&cache, "x").await.is_none());
        ::std::assert_eq!(events(&cache).await.len(), 2);
    });
}
