//! `mut` parameters are the body's own; the key has what the caller passed.

use shop_cache::prelude::*;

use crate::support::{Calls, client};

#[cachekit(ttl = "5m", skip(calls))]
async fn factorial(cache: &CacheKit, calls: &Calls, mut n: u64) -> u64 {
    calls.one();
    let mut product = 1;
    while n > 1 {
        product *= n;
        n -= 1;
    }
    product
}

#[cachekit(ttl = "5m", skip(log))]
async fn logged(cache: &CacheKit, log: &mut Vec<String>, mut words: Vec<u8>) -> Vec<u8> {
    words.sort_unstable();
    log.push(format!("{words:?}"));
    words
}

#[tokio::test]
async fn parameters_can_be_mutable() {
    let cache = client();
    let calls = Calls::default();
    for _ in 0..2 {
        assert_eq!(factorial(&cache, &calls, 5).await, 120);
        assert_eq!(factorial(&cache, &calls, 4).await, 24);
    }
    assert_eq!(calls.count(), 2);
    let mut log = Vec::new();
    for _ in 0..2 {
        assert_eq!(logged(&cache, &mut log, vec![3, 1, 2]).await, [1, 2, 3]);
    }
    assert_eq!(log, ["[1, 2, 3]"]);
}
