//! A trait's native `async fn`: on a default body, and on implementations.

use shop_cache::prelude::*;

use crate::support::{Calls, User, client, user};

trait Users {
    fn cache(&self) -> &CacheKit;
    fn calls(&self) -> &Calls;

    #[cachekit(client = self.cache(), namespace = "fn-trait-methods", key = "default:{id}", skip(self), ttl = "5m")]
    async fn by_default(&self, id: u64) -> User {
        self.calls().one();
        user(id)
    }

    async fn by_impl(&self, id: u64) -> Result<User, std::fmt::Error>;
}

struct Db {
    cache: CacheKit,
    calls: Calls,
}

impl Users for Db {
    fn cache(&self) -> &CacheKit {
        &self.cache
    }

    fn calls(&self) -> &Calls {
        &self.calls
    }

    #[cachekit(client = self.cache, namespace = "fn-trait-methods", key = "impl:{id}", skip(self), ttl = "5m")]
    async fn by_impl(&self, id: u64) -> Result<User, std::fmt::Error> {
        self.calls.one();
        Ok(user(id))
    }
}

async fn twice(users: &impl Users) {
    for _ in 0..2 {
        assert_eq!(users.by_default(1).await, user(1));
        assert_eq!(users.by_impl(1).await, Ok(user(1)));
    }
}

#[tokio::test]
async fn trait_methods_are_cached() {
    let db = Db { cache: client(), calls: Calls::default() };
    twice(&db).await;
    assert_eq!(db.calls.count(), 2);
}
