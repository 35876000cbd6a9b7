//! The futures of cached functions and of entries can be spawned, whatever their parameters borrow.

use std::sync::Arc;

use shop_cache::prelude::*;

use crate::support::{Calls, User, client, user};

#[derive(CacheRegion)]
#[cache(namespace = "fn-futures-are-send", key = "{tenant}:{id}", value = User, ttl = "5m")]
struct UserById<'a> {
    tenant: &'a str,
    id: u64,
}

#[cachekit(ttl = "5m", skip(calls))]
async fn get_user(cache: &CacheKit, calls: &Calls, tenant: &str, id: u64) -> Result<User, std::io::Error> {
    calls.one();
    tokio::task::yield_now().await;
    assert!(!tenant.is_empty());
    Ok(user(id))
}

#[cachekit(region(UserById { tenant: &tenant, id }))]
async fn in_a_region(cache: &CacheKit, tenant: String, id: u64) -> User {
    tokio::task::yield_now().await;
    drop(tenant);
    user(id)
}

#[cachekit(ttl = "5m", skip(load))]
async fn generic<K: KeyPart + Sync + Send>(cache: &CacheKit, key: &K, load: impl AsyncFn() -> u64) -> u64 {
    load().await
}

fn assert_send<T: Send>(value: T) -> T {
    value
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn futures_can_be_spawned() {
    let (cache, calls) = (client(), Arc::new(Calls::default()));
    let (own_cache, own_calls) = (cache.clone(), Arc::clone(&calls));
    let spawned = tokio::spawn(async move { get_user(&own_cache, &own_calls, "acme", 1).await });
    assert_eq!(spawned.await.unwrap().unwrap(), user(1));
    assert_eq!(assert_send(get_user(&cache, &calls, "acme", 1)).await.unwrap(), user(1));
    assert_eq!(calls.count(), 1);
    assert_eq!(assert_send(in_a_region(&cache, "acme".to_owned(), 2)).await, user(2));
    assert_eq!(generic(&cache, &1_u8, async || 7).await, 7);

    let entry = cache.entry(&UserById { tenant: "acme", id: 3 });
    assert!(assert_send(entry.get()).await.unwrap().is_none());
    assert_send(entry.set(user(3))).await.unwrap();
    let load = entry.get_or_load(|| async { Ok::<_, std::io::Error>(user(4)) });
    assert_eq!(assert_send(load).await.unwrap(), user(3));
    assert!(assert_send(entry.delete()).await.unwrap());
}
