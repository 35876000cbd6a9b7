//! Parameters, fields, generics and lifetimes with the names that expansions are likely to use.

use shop_cache::prelude::*;

#[cachekit(ttl = "5m", namespace = "local-names", region = Named)]
#[expect(clippy::too_many_arguments, reason = "they are the point")]
async fn parameters(
    cache: &CacheKit,
    key: &str,
    result: u8,
    value: u16,
    client: u32,
    lookup: u64,
    sink: i8,
    region: i16,
    body: i32,
    error: i64,
    fingerprint: bool,
) -> Result<String, ()> {
    let loader = format!("{key} {result} {value} {client} {lookup} {sink} {region} {body} {error}");
    if fingerprint { Ok(loader) } else { Err(()) }
}

#[cachekit(ttl = "5m", namespace = "local-names", key = "generic:{s}:{k}:{v}", region = Generic, client = key)]
async fn generics<'key, 'c, S, K, V, E>(
    key: &'c CacheKit,
    s: &'key S,
    k: K,
    v: [V; 1],
    #[cache(skip)] e: E,
) -> u8
where
    S: KeyPart + std::fmt::Debug,
    K: KeyPart + std::fmt::Debug + Clone,
    [V; 1]: KeyPart + std::fmt::Debug + Clone,
    E: Into<u8>,
{
    e.into() + u8::try_from(format!("{s:?}{k:?}{v:?}").len()).unwrap_or(0)
}

#[derive(CacheRegion)]
#[cache(namespace = "local-names", key = "fields:{sink}:{__sink}:{self_}:{name}", value = u8, ttl = "5m")]
struct Fields<'a, S> {
    sink: S,
    __sink: &'a str,
    self_: u8,
    name: u8,
}

#[tokio::test]
async fn names_do_not_meet() {
    let cache = CacheKit::in_memory().build().unwrap();
    for _ in 0..2 {
        let text = parameters(&cache, "k", 1, 2, 3, 4, -1, -2, -3, -4, true).await;
        assert_eq!(text.as_deref(), Ok("k 1 2 3 4 -1 -2 -3 -4"));
    }
    assert_eq!(generics(&cache, &1_u8, "k", [2_u8], 7_u8).await, 7 + 7);
    let generic = Generic { s: &1_u8, k: "k", v: [2_u8] };
    assert_eq!(cache.entry(&generic).key(), "local-names:generic:1:k:02");
    assert!(cache.entry(&generic).exists().await.unwrap());
    let fields = Fields { sink: 1_u8, __sink: "a", self_: 2, name: 3 };
    assert_eq!(cache.entry(&fields).key(), "local-names:fields:1:a:2:3");
    let _ = Named {
        key: "k",
        result: 1,
        value: 2,
        client: 3,
        lookup: 4,
        sink: -1,
        region: -2,
        body: -3,
        error: -4,
        fingerprint: true,
    };
}
