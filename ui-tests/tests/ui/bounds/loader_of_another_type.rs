//! A loader that loads something else.

use shop_cache::prelude::*;

#[derive(CacheRegion)]
#[cache(namespace = "users", key = "{id}", value = u64, ttl = "5m")]
struct UserById {
    id: u64,
}

async fn uses(cache: &CacheKit) -> bool {
    let entry = cache.entry(&UserById { id: 1 });
    entry.get_or_load(|| async { Ok::<_, std::fmt::Error>("Ada") }).await.is_ok() //~ error
}

fn main() {}
