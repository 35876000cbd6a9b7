//! Placeholders that name no parameter, on functions and methods.

use shop_cache::prelude::*;

#[cachekit(ttl = "5m", key = "user:{idd}:{id}")] //~ placeholder_without_field
async fn user(cache: &CacheKit, id: u64) -> u64 {
    id
}

#[cachekit(ttl = "5m", key = "all:{cache}:{self.tenant}")] //~ placeholder_without_field placeholder_without_field
async fn all(cache: &CacheKit) -> u64 {
    1
}

struct Service {
    cache: CacheKit,
    tenant: String,
}

impl Service {
    #[cachekit(ttl = "5m", client = self.cache, key = "order:{self.tenant}:{number}:{id}")] //~ placeholder_without_field
    async fn order(&self, id: u64) -> u64 {
        id + self.tenant.len() as u64
    }
}

async fn uses(service: &Service) -> u64 {
    user(&service.cache, 1).await + all(&service.cache).await + service.order(1).await
}

fn main() {}
