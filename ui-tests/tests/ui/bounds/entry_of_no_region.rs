//! `entry` takes a key struct.

use shop_cache::prelude::*;

struct UserById {
    id: u64,
}

async fn uses(cache: &CacheKit) -> Result<bool, CachekitError> {
    cache.entry(&"user:1").exists().await?; //~ error
    cache.entry(&UserById { id: 1 }).exists().await //~ error
}

fn main() {}
