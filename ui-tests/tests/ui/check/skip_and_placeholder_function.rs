//! A parameter or `self` that is skipped and in the key.

use shop_cache::prelude::*;

#[cachekit(ttl = "5m", key = "user:{tenant}:{id}", skip(tenant))] //~ skip_and_placeholder
async fn user(cache: &CacheKit, tenant: &str, #[cache(skip)] id: u64) -> u64 { //~ skip_and_placeholder
    id + tenant.len() as u64
}

struct Service {
    cache: CacheKit,
    tenant: String,
}

impl Service {
    #[cachekit(ttl = "5m", client = self.cache, key = "order:{self.tenant}:{id}", skip(self))] //~ skip_and_placeholder
    async fn order(&self, id: u64) -> u64 {
        id + self.tenant.len() as u64
    }
}

async fn uses(service: &Service) -> u64 {
    user(&service.cache, "acme", 1).await + service.order(1).await
}

fn main() {}
