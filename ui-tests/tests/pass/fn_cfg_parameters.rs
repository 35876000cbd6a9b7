//! Fields behind `#[cfg]`, and skipped parameters behind it.

use shop_cache::prelude::*;

use crate::support::client;

#[derive(CacheRegion)]
#[cache(namespace = "fn-cfg-parameters", key = "{id}", value = u64, ttl = "5m")]
struct ById {
    id: u64,
    #[cfg(any())]
    gone: f64,
}

#[cachekit(ttl = "5m")]
async fn get(
    cache: &CacheKit,
    id: u64,
    #[cfg(not(any()))]
    #[cache(skip)]
    step: u64,
    #[cfg(any())]
    #[cache(skip)]
    gone: Vec<f64>,
) -> u64 {
    id + step
}

#[tokio::test]
async fn what_is_configured_out_is_not_there() {
    let cache = client();
    cache.entry(&ById { id: 1 }).set(7).await.unwrap();
    assert_eq!(*cache.entry(&ById { id: 1 }).get().await.unwrap().unwrap(), 7);
    assert_eq!(get(&cache, 1, 1).await, 2);
}
