//! No type can be declared beside a method.

use shop_cache::prelude::*;

struct Service {
    cache: CacheKit,
}

impl Service {
    #[cachekit(ttl = "5m", client = self.cache, key = "user:{id}", skip(self), region = UserById)] //~ region_on_method
    async fn user(&self, id: u64) -> u64 {
        id
    }
}

async fn uses(service: &Service) -> u64 {
    service.user(1).await + 1
}

fn main() {}
