//! Key structs with type, lifetime and const parameters, bounds and defaults.

use std::borrow::Cow;
use std::fmt::Debug;

use serde::Serialize;
use serde::de::DeserializeOwned;
use shop_cache::prelude::*;

use crate::support::client;

#[derive(CacheRegion)]
#[cache(namespace = "key-generics", key = "any:{id}", value = String, ttl = "5m")]
struct ById<T> {
    id: T,
}

#[derive(CacheRegion)]
#[cache(namespace = "key-generics", key = "borrowed:{tenant}:{name}:{tags}", value = String, ttl = "5m")]
struct Borrowed<'a, 'b: 'a> {
    tenant: &'a str,
    name: Cow<'b, str>,
    tags: &'a [u8],
}

#[derive(CacheRegion)]
#[cache(namespace = "key-generics", key = "digest:{digest}", value = String, ttl = "5m")]
struct ByDigest<const N: usize = 4> {
    digest: [u8; N],
}

#[derive(CacheRegion)]
#[cache(namespace = "key-generics", key = "all:{a}:{b}:{c}", value = u64, ttl = "5m")]
struct Everything<'a, T: Debug + Copy, const N: usize>
where
    T: Into<u64>,
{
    a: &'a T,
    b: Option<&'a str>,
    c: [u8; N],
}

/// The type of the value follows from that of the key.
#[derive(CacheRegion)]
#[cache(namespace = "key-generics", key = "same:{of}", value = Vec<T>, ttl = "5m")]
struct Same<T>
where
    T: Serialize + DeserializeOwned + Send + Sync + 'static,
{
    of: T,
}

fn everything<T: Debug + Copy + Into<u64> + KeyPart>(cache: &CacheKit, a: &T) -> String {
    cache.entry(&Everything { a, b: None, c: [0xab, 1] }).key().to_owned()
}

#[tokio::test]
async fn key_structs_can_be_generic() {
    let cache = client();
    cache.entry(&ById { id: 7_u8 }).set("seven".to_owned()).await.unwrap();
    // The same text, so the same entry: integers of one value are one key.
    assert_eq!(*cache.entry(&ById { id: 7_i64 }).get().await.unwrap().unwrap(), "seven");
    assert!(cache.entry(&ById { id: "7b" }).get().await.unwrap().is_none());

    let tenant = String::from("acme");
    let borrowed = Borrowed { tenant: &tenant, name: Cow::Borrowed("a"), tags: &[1, 2] };
    assert_eq!(cache.entry(&borrowed).key(), "key-generics:borrowed:acme:a:0102");
    assert_eq!(cache.entry(&ByDigest { digest: *b"\x00\xff\x10\x01" }).key(), "key-generics:digest:00ff1001");
    assert_eq!(cache.entry(&ByDigest::<1> { digest: [1] }).key(), "key-generics:digest:01");
    assert_eq!(everything(&cache, &7_u32), "key-generics:all:7:.n:ab01");
}

#[tokio::test]
async fn the_type_of_the_value_can_follow_from_the_key() {
    let cache = client();
    cache.entry(&Same { of: 1_u64 }).set(vec![1, 2]).await.unwrap();
    cache.entry(&Same { of: "x".to_owned() }).set(vec!["y".to_owned()]).await.unwrap();
    assert_eq!(*cache.entry(&Same { of: 1_u64 }).get().await.unwrap().unwrap(), [1, 2]);
    assert_eq!(*cache.entry(&Same { of: "x".to_owned() }).get().await.unwrap().unwrap(), ["y"]);
}
