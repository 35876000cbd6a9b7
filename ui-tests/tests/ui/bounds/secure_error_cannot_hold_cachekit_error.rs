//! A secure function fails closed, so its error type has to be able to say so.

use shop_cache::prelude::*;

struct DbError;

#[cachekit(namespace = "users", ttl = "5m", secure)]
async fn user(cache: &CacheKit, id: u64) -> Result<String, DbError> { //~ error
    Err(DbError)
}

fn main() {}
