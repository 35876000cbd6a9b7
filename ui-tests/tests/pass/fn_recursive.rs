//! A cached function that calls itself: each step is an entry of its own.

use shop_cache::prelude::*;

use crate::support::{Calls, client};

#[cachekit(ttl = "5m", skip(calls))]
async fn fibonacci(cache: &CacheKit, calls: &Calls, n: u64) -> u64 {
    calls.one();
    if n < 2 {
        return n;
    }
    Box::pin(fibonacci(cache, calls, n - 1)).await + Box::pin(fibonacci(cache, calls, n - 2)).await
}

#[tokio::test]
async fn a_function_can_call_itself() {
    let (cache, calls) = (client(), Calls::default());
    assert_eq!(fibonacci(&cache, &calls, 50).await, 12_586_269_025);
    assert_eq!(calls.count(), 51);
}
