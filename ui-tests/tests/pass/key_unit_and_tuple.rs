//! Key structs without fields, without names for their fields, and with braces around nothing.

use shop_cache::prelude::*;

use crate::support::client;

#[derive(CacheRegion)]
#[cache(namespace = "key-unit-and-tuple", key = "unit", value = u8, ttl = "5m")]
struct Unit;

#[derive(CacheRegion)]
#[cache(namespace = "key-unit-and-tuple", key = "empty", value = u8, ttl = "5m")]
struct Empty {}

#[derive(CacheRegion)]
#[cache(namespace = "key-unit-and-tuple", key = "empty-tuple", value = u8, ttl = "5m")]
struct EmptyTuple();

#[derive(CacheRegion)]
#[cache(namespace = "key-unit-and-tuple", key = "pair:{1}:of:{0}", value = u8, ttl = "5m")]
struct Pair(u64, String);

#[tokio::test]
async fn keys_need_no_named_fields() {
    let cache = client();
    cache.entry(&Unit).set(1).await.unwrap();
    cache.entry(&Empty {}).set(2).await.unwrap();
    cache.entry(&EmptyTuple()).set(3).await.unwrap();
    assert_eq!(*cache.entry(&Unit).get().await.unwrap().unwrap(), 1);
    assert_eq!(cache.entry(&Empty {}).key(), "key-unit-and-tuple:empty");
    assert_eq!(cache.entry(&EmptyTuple()).key(), "key-unit-and-tuple:empty-tuple");
    assert_eq!(cache.entry(&Pair(7, "a b".to_owned())).key(), "key-unit-and-tuple:pair:a.20b:of:7");
}
