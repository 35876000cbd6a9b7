//! Values behind an `Arc` that could not be made from bytes.

use std::sync::Arc;

use shop_cache::prelude::*;

#[cachekit(ttl = "5m")]
async fn motd(cache: &CacheKit) -> Arc<str> { //~ unsized_value
    "hello".into()
}

#[cachekit(ttl = "5m")]
async fn ids(cache: &CacheKit, tenant: &str) -> Result<Option<Arc<[u64]>>, ()> { //~ unsized_value
    Ok(Some(vec![tenant.len() as u64].into()))
}

#[cachekit(ttl = "5m", region = AnyError)]
async fn error(cache: &CacheKit, id: u64) -> Arc<dyn std::error::Error> { //~ unsized_value
    let error: Box<dyn std::error::Error> = id.to_string().into();
    error.into()
}

async fn uses(cache: &CacheKit) -> Result<usize, CachekitError> {
    let ids = ids(cache, "acme").await;
    let at = AnyError { id: 1 };
    cache.entry(&at).delete().await?;
    Ok(motd(cache).await.len() + ids.unwrap().unwrap().len() + error(cache, at.id).await.to_string().len())
}

fn main() {}
