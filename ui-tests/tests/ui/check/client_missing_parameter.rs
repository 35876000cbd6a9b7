//! Nowhere is a client.

use std::sync::Arc;

use shop_cache::prelude::*;

struct Db;

#[cachekit(ttl = "5m", skip(db))]
async fn user(db: &Db, id: u64) -> u64 { //~ client_missing
    let _ = db;
    id
}

#[cachekit(ttl = "5m")]
async fn by_value(cache: CacheKit, id: u64) -> u64 { //~ client_missing
    cache.stats();
    id
}

#[cachekit(ttl = "5m", key = "user:{id}")]
async fn by_handle(cache: &Arc<CacheKit>, id: u64) -> u64 { //~ client_missing
    cache.stats();
    id
}

async fn uses(cache: CacheKit) -> u64 {
    user(&Db, 1).await + by_handle(&Arc::new(cache.clone()), 1).await + by_value(cache, 1).await
}

fn main() {}
