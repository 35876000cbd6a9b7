//! What a method's result has to do with `self` has to be said.

use shop_cache::prelude::*;

#[derive(CacheRegion)]
#[cache(namespace = "users", key = "{id}", value = u64, ttl = "5m")]
struct UserById {
    id: u64,
}

struct Service {
    cache: CacheKit,
    tenant: u64,
}

impl Service {
    #[cachekit(ttl = "5m", client = self.cache)]
    async fn user_name(&self, id: u64) -> u64 { //~ self_unaccounted
        id + self.tenant
    }

    #[cachekit(ttl = "5m", client = self.cache, key = "order:{id}")]
    async fn order(&self, id: u64) -> u64 { //~ self_unaccounted
        id + self.tenant
    }

    #[cachekit(client = self.cache, region(UserById))]
    async fn user(&self, id: u64) -> u64 { //~ self_unaccounted
        id + self.tenant
    }

    #[cachekit(client = self.cache, region(UserById { id }))]
    async fn built(&self, id: u64) -> u64 { //~ self_unaccounted
        id + self.tenant
    }
}

async fn uses(service: &Service) -> u64 {
    service.user_name(1).await + service.order(1).await + service.user(1).await + service.built(1).await
}

fn main() {}
