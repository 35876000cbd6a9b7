//! `#[async_trait]` runs first, and leaves nothing that could be cached.

use async_trait::async_trait;
use shop_cache::prelude::*;

#[async_trait]
trait Users {
    async fn user(&self, id: u64) -> Result<u64, ()>;
}

struct Db {
    cache: CacheKit,
}

#[async_trait]
impl Users for Db {
    #[cachekit(ttl = "5m", client = self.cache, key = "user:{id}", skip(self))]
    async fn user(&self, id: u64) -> Result<u64, ()> { //~ async_trait
        Ok(id)
    }
}

async fn uses(db: &Db) -> Result<u64, ()> {
    db.cache.stats();
    db.user(1).await
}

fn main() {}
