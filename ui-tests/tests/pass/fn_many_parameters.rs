//! More parameters than one tuple of the runtime holds.

use shop_cache::prelude::*;

use crate::support::client;

#[cachekit(
    ttl = "5m",
    namespace = "fn-many-parameters",
    key = "{a}:{b}:x:{c}:{d}:{e}:{f}:{g}:{h}:{i}:{j}:{k}:y"
)]
#[expect(clippy::too_many_arguments, reason = "that is the point")]
async fn sum(
    cache: &CacheKit,
    a: u8,
    b: i16,
    c: u32,
    d: u64,
    e: i128,
    f: usize,
    g: bool,
    h: char,
    i: &str,
    j: Option<u8>,
    k: [u8; 2],
) -> String {
    format!("{a} {b} {c} {d} {e} {f} {g} {h} {i} {j:?} {k:?}")
}

/// More segments than tuples of tuples hold: 1, and 70 behind it.
#[cachekit(
    ttl = "5m",
    namespace = "n",
    key = "{first}:a:b:c:d:e:f:g:h:i:j:k:l:m:n:o:p:q:r:s:t:u:v:w:x:y:z:a:b:c:d:e:f:g:h:i:j:k:l:m:n:o:p:q:r:s:t:u:v:w:x:y:z:a:b:c:d:e:f:g:h:i:j:k:l:m:n:o:p:q:r:{last}"
)]
async fn long(cache: &CacheKit, first: u8, last: u8) -> u8 {
    first + last
}

#[cachekit(ttl = "5m")]
async fn none(cache: &CacheKit) -> String {
    "none".to_owned()
}

#[tokio::test]
async fn a_function_can_have_any_number_of_parameters() {
    let cache = client();
    let first = sum(&cache, 1, -2, 3, 4, -5, 6, true, 'h', "i", None, [1, 2]).await;
    let second = sum(&cache, 1, -2, 3, 4, -5, 6, true, 'h', "i", None, [1, 3]).await;
    assert_ne!(first, second);
    assert_eq!(first, sum(&cache, 1, -2, 3, 4, -5, 6, true, 'h', "i", None, [1, 2]).await);
    assert_eq!(cache.stats().region("sum").map(|region| region.loads), Some(2));
    assert_eq!((long(&cache, 1, 2).await, long(&cache, 1, 3).await, long(&cache, 1, 2).await), (3, 4, 3));
    assert_eq!(none(&cache).await, none(&cache).await);
}
