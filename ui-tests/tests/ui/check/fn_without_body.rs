//! A trait's function without a body has nothing to cache.

use shop_cache::prelude::*;

trait Users {
    fn cache(&self) -> &CacheKit;

    #[cachekit(ttl = "5m", client = self.cache(), key = "user:{id}", skip(self))]
    async fn user(&self, id: u64) -> u64; //~ fn_without_body
}

async fn uses(users: &impl Users) -> u64 {
    users.user(1).await + 1
}

fn main() {}
