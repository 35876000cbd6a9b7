//! `ttl`, `l1_ttl` and `l1_capacity` in all their forms, on regions and functions.

use shop_cache::prelude::*;

use crate::support::client;

#[derive(CacheRegion)]
#[cache(namespace = "policy-words", key = "text", value = u8, ttl = "1h30m", l1_ttl = "1h30m", l1_capacity = 10_000)]
struct Text;

#[derive(CacheRegion)]
#[cache(namespace = "policy-words", key = "seconds", value = u8, ttl = 300, l1_ttl = 30, l1_capacity = 1)]
struct Seconds;

#[derive(CacheRegion)]
#[cache(namespace = "policy-words", key = "none", value = u8, ttl = "none", l1_ttl = "2w3d")]
struct WithoutEnd;

/// Words can be spread over several attributes, and end with a comma.
#[derive(CacheRegion)]
#[cache(namespace = "policy-words", key = "spread")]
#[cache(value = u8,)]
#[cache(ttl = r"3650d")]
#[cache()]
struct Spread;

#[cachekit(ttl = "5m", l1_ttl = 10, l1_capacity = 2)]
async fn small(cache: &CacheKit, id: u64) -> u64 {
    id
}

#[tokio::test]
async fn lifetimes_are_what_is_written() {
    let of = |schema: &shop_cache::schema::region::RegionSchema| {
        (schema.ttl_ms, schema.l1_ttl_ms, schema.l1_capacity)
    };
    assert_eq!(of(Text::schema()), (Some(5_400_000), Some(5_400_000), Some(10_000)));
    assert_eq!(of(Seconds::schema()), (Some(300_000), Some(30_000), Some(1)));
    assert_eq!(of(WithoutEnd::schema()), (None, Some(17 * 86_400_000), None));
    assert_eq!(of(Spread::schema()), (Some(3650 * 86_400_000), None, None));
}

#[tokio::test]
async fn a_functions_l1_has_its_own_size() {
    let cache = client();
    for id in 0..50 {
        small(&cache, id).await;
    }
    let stats = cache.stats();
    assert!(stats.region("small").is_some_and(|small| small.l1_entries <= 2), "{stats:?}");
}
