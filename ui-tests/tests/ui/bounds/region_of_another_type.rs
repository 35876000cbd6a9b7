//! `region(…)` on a function whose parameters or value are not those of the region.

use shop_cache::prelude::*;

#[derive(CacheRegion)]
#[cache(namespace = "users", key = "{tenant}:{id}", value = u64, ttl = "5m")]
struct UserById {
    tenant: u64,
    id: u64,
}

#[cachekit(region(UserById))] //~ error
async fn without_tenant(cache: &CacheKit, id: u64) -> u64 {
    id
}

#[cachekit(region(UserById { tenant, id }))]
async fn of_text(cache: &CacheKit, tenant: u64, id: u64) -> String { //~ error
    (tenant + id).to_string()
}

async fn uses(cache: &CacheKit) -> usize {
    without_tenant(cache, 1).await as usize + of_text(cache, 1, 2).await.len()
}

fn main() {}
