//! `impl Trait` as an argument, in the key and out of it.

use std::fmt::Debug;
use std::future::Future;

use shop_cache::prelude::*;

use crate::support::client;

#[cachekit(ttl = "5m", skip(load))]
async fn through<F>(cache: &CacheKit, id: impl KeyPart + Debug, load: impl FnOnce() -> F) -> String
where
    F: Future<Output = u64>,
{
    format!("{id:?} {}", load().await)
}

#[tokio::test]
async fn impl_trait_arguments_are_accepted() {
    let cache = client();
    assert_eq!(through(&cache, 1_u8, || async { 1 }).await, "1 1");
    assert_eq!(through(&cache, 1_u8, || async { panic!("it is cached") }).await, "1 1");
    assert_eq!(through(&cache, "x", async || 2).await, "\"x\" 2");
}
