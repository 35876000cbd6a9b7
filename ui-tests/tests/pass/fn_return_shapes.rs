//! Every return shape, with the value owned, in an `Arc`, and as `Cached`.

use std::sync::Arc;

use shop_cache::Cached;
use shop_cache::prelude::*;

use crate::support::{Calls, User, client, user};

#[derive(Debug, Clone, PartialEq)]
struct NotFound;

type AppResult<T> = Result<T, NotFound>;

/// Not `Clone`: an `Arc` of it is handed out without a copy.
#[derive(Debug, PartialEq, serde::Serialize, serde::Deserialize, CacheValue)]
struct Large {
    bytes: Vec<u8>,
}

#[cachekit(ttl = "5m", skip(calls))]
async fn plain(cache: &CacheKit, calls: &Calls, id: u64) -> User {
    calls.one();
    user(id)
}

#[cachekit(ttl = "5m", skip(calls))]
async fn plain_arc(cache: &CacheKit, calls: &Calls, id: u64) -> Arc<Large> {
    calls.one();
    Arc::new(Large { bytes: id.to_be_bytes().into() })
}

#[cachekit(ttl = "5m", skip(calls))]
async fn plain_option(cache: &CacheKit, calls: &Calls, id: u64) -> Option<User> {
    calls.one();
    Some(user(id))
}

#[cachekit(ttl = "5m", skip(calls))]
async fn plain_option_arc(cache: &CacheKit, calls: &Calls, id: u64) -> Option<Arc<Large>> {
    calls.one();
    Some(Arc::new(Large { bytes: id.to_be_bytes().into() }))
}

#[cachekit(ttl = "5m", skip(calls))]
async fn result(cache: &CacheKit, calls: &Calls, id: u64) -> Result<User, NotFound> {
    calls.one();
    if id == 0 { Err(NotFound) } else { Ok(user(id)) }
}

#[cachekit(ttl = "5m", skip(calls))]
async fn result_arc(cache: &CacheKit, calls: &Calls, id: u64) -> Result<Arc<Large>, NotFound> {
    calls.one();
    Ok(Arc::new(Large { bytes: id.to_be_bytes().into() }))
}

#[cachekit(ttl = "5m", skip(calls))]
async fn result_option(cache: &CacheKit, calls: &Calls, id: u64) -> Result<Option<User>, NotFound> {
    calls.one();
    Ok((id != 0).then(|| user(id)))
}

#[cachekit(ttl = "5m", skip(calls))]
async fn result_option_arc(cache: &CacheKit, calls: &Calls, id: u64) -> Result<Option<Arc<Large>>, NotFound> {
    calls.one();
    Ok(Some(Arc::new(Large { bytes: id.to_be_bytes().into() })))
}

#[cachekit(ttl = "5m", skip(calls))]
async fn aliased(cache: &CacheKit, calls: &Calls, id: u64) -> AppResult<Vec<User>> {
    calls.one();
    Ok(vec![user(id)])
}

#[cachekit(ttl = "5m", skip(calls))]
async fn io(cache: &CacheKit, calls: &Calls, id: u64) -> std::io::Result<User> {
    calls.one();
    Ok(user(id))
}

#[cachekit(ttl = "5m", skip(calls))]
async fn cached(cache: &CacheKit, calls: &Calls, id: u64) -> Result<Cached<User>, LoadError<NotFound>> {
    calls.one();
    cache.entry(&Inner { id }).get_or_load(|| async { Ok(user(id)) }).await
}

#[cachekit(ttl = "5m", skip(calls))]
async fn cached_option(cache: &CacheKit, calls: &Calls, id: u64) -> Option<Cached<User>> {
    calls.one();
    cache.entry(&Inner { id }).get().await.ok().flatten()
}

#[derive(CacheRegion)]
#[cache(namespace = "fn-return-shapes", key = "inner:{id}", value = User, ttl = "5m")]
struct Inner {
    id: u64,
}

#[tokio::test]
async fn every_shape_is_cached() {
    let cache = client();
    let calls = Calls::default();
    let large = Large { bytes: 1_u64.to_be_bytes().into() };
    for _ in 0..3 {
        assert_eq!(plain(&cache, &calls, 1).await, user(1));
        assert_eq!(*plain_arc(&cache, &calls, 1).await, large);
        assert_eq!(plain_option(&cache, &calls, 1).await, Some(user(1)));
        assert_eq!(plain_option_arc(&cache, &calls, 1).await.as_deref(), Some(&large));
        assert_eq!(result(&cache, &calls, 1).await, Ok(user(1)));
        assert_eq!(*result_arc(&cache, &calls, 1).await.unwrap(), large);
        assert_eq!(result_option(&cache, &calls, 1).await, Ok(Some(user(1))));
        assert_eq!(result_option_arc(&cache, &calls, 1).await.unwrap().as_deref(), Some(&large));
        assert_eq!(aliased(&cache, &calls, 1).await, Ok(vec![user(1)]));
        assert_eq!(io(&cache, &calls, 1).await.unwrap(), user(1));
        assert_eq!(cached(&cache, &calls, 1).await.unwrap(), user(1));
        assert_eq!(cached_option(&cache, &calls, 1).await.unwrap(), user(1));
    }
    assert_eq!(calls.count(), 12);
}

#[tokio::test]
async fn what_is_no_value_is_not_cached() {
    let cache = client();
    let calls = Calls::default();
    for _ in 0..2 {
        assert_eq!(result(&cache, &calls, 0).await, Err(NotFound));
        assert_eq!(result_option(&cache, &calls, 0).await, Ok(None));
    }
    assert_eq!(calls.count(), 4);
}
