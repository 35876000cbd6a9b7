//! An interop key has no place for `self`.

use shop_cache::prelude::*;

struct Service {
    cache: CacheKit,
}

impl Service {
    #[cachekit(ttl = "5m", client = self.cache, namespace = "users", interop = "get_user")]
    async fn user(&self, id: u64) -> u64 { //~ self_unaccounted
        id
    }
}

async fn uses(service: &Service) -> u64 {
    service.user(1).await
}

fn main() {}
