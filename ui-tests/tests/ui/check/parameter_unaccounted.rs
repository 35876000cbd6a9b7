//! Every parameter is in the key or skipped.

use shop_cache::prelude::*;

#[derive(CacheRegion)]
#[cache(namespace = "users", key = "{id}", value = u64, ttl = "5m")]
struct UserById {
    id: u64,
}

#[cachekit(ttl = "5m", key = "user:{id}")]
async fn user(cache: &CacheKit, id: u64, locale: &str, r#type: f64) -> u64 { //~ parameter_unaccounted parameter_unaccounted
    id + locale.len() as u64 + r#type as u64
}

#[cachekit(region(UserById { id }))]
async fn in_region(cache: &CacheKit, id: u64, locale: &str) -> u64 { //~ parameter_unaccounted
    id + locale.len() as u64
}

async fn uses(cache: &CacheKit) -> u64 {
    user(cache, 1, "de", 0.5).await + in_region(cache, 1, "de").await
}

fn main() {}
