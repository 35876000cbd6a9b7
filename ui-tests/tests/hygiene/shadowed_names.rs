//! Modules, types, traits, functions and macros with the names of those that expansions need.

#![allow(
    dead_code,
    non_camel_case_types,
    non_upper_case_globals,
    unused_macros,
    clippy::wildcard_imports,
    reason = "they are in the way"
)]

use ::shop_cache::{CacheKit, CacheRegion, CacheValue, KeyPart, cachekit};

mod core {}
mod std {}
mod alloc {}
mod cachekit_schema {}
mod shop_cache {}
mod __private {}
mod ck {}

enum Option {}
enum Result {}
struct Vec;
struct String;
struct Box;
struct Arc;
struct Cached;
struct RegionDecl;
struct RegionSchema;
struct MessagePack;
struct Owned;
struct Fallible;
trait Send {}
trait Sync {}
trait Sized {}
trait Clone {}
trait Debug {}
trait Future {}
trait Fn {}

type bool = ();
type char = ();
type str = ();
type u64 = ();
type u32 = ();
type usize = ();

const Some: () = ();
const None: () = ();
const Ok: () = ();
const Err: () = ();

fn drop() {}
fn literal() {}
fn part() {}
fn arg() {}
fn lookup() {}
fn finish() {}

macro_rules! file {
    () => {
        compile_error!("the user's `file!`")
    };
}
macro_rules! line {
    () => {
        compile_error!("the user's `line!`")
    };
}
macro_rules! column {
    () => {
        compile_error!("the user's `column!`")
    };
}
macro_rules! env {
    ($($x:tt)*) => {
        compile_error!("the user's `env!`")
    };
}
macro_rules! module_path {
    () => {
        compile_error!("the user's `module_path!`")
    };
}
macro_rules! share_errors {
    ($($x:tt)*) => {
        compile_error!("the user's `share_errors!`")
    };
}

/// Methods with the names of the runtime's, on everything.
trait Everything {
    const KIND: i8 = 0;
    const MAX_LEN: i8 = 0;
    const FINGERPRINT: i8 = 0;
    const FLAT: i8 = 0;
    const DECL: i8 = 0;

    fn write_part(&self) {}
    fn visit_key(&self) {}
    fn visit(&self) {}
    fn plain(&self) {}
    fn at(&self) {}
    fn ttl_ms(&self) {}
    fn as_client(&self) {}
}

impl<T: ?::core::marker::Sized> Everything for T {}

#[derive(::core::clone::Clone, ::core::fmt::Debug, KeyPart)]
struct Id(::core::primitive::u64);

#[derive(::core::clone::Clone, ::core::fmt::Debug, KeyPart)]
enum Role {
    Admin,
}

#[derive(CacheValue)]
struct Shape {
    id: ::core::primitive::u64,
    inner: ::core::option::Option<::std::boxed::Box<Shape>>,
}

/// Apart, because serde's derives do not bear names like these.
mod value {
    #[derive(Clone, serde::Serialize, serde::Deserialize, ::shop_cache::CacheValue)]
    pub(super) struct User {
        pub(super) id: u64,
    }
}

use value::User;

#[derive(CacheRegion)]
#[cache(namespace = "shadowed", key = "{id}:x:{role}", value = User, ttl = "5m", l1_capacity = 10)]
struct UserById {
    id: Id,
    role: Role,
}

#[cachekit(ttl = "5m", namespace = "shadowed", region = UserOf)]
async fn user(cache: &CacheKit, id: Id, role: Role) -> ::core::result::Result<User, ()> {
    let _ = role;
    ::core::result::Result::Ok(User { id: id.0 })
}

#[cachekit(ttl = "5m")]
async fn default_key(cache: &CacheKit, name: &::core::primitive::str) -> ::core::primitive::usize {
    name.len()
}

#[::tokio::test]
async fn names_of_the_user_do_not_meet_those_of_expansions() {
    let cache = CacheKit::in_memory().build().unwrap();
    let user = user(&cache, Id(1), Role::Admin).await.unwrap();
    cache.entry(&UserById { id: Id(1), role: Role::Admin }).set(user).await.unwrap();
    assert!(cache.entry(&UserOf { id: Id(1), role: Role::Admin }).exists().await.unwrap());
    assert!(cache.entry(&UserById { id: Id(1), role: Role::Admin }).exists().await.unwrap());
    assert_ne!(<Shape as CacheValue>::FINGERPRINT, <User as CacheValue>::FINGERPRINT);
    assert_eq!(default_key(&cache, "abc").await, 3);
}
