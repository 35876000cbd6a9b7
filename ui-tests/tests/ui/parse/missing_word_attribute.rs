//! No attribute at all.

use shop_cache::prelude::*;

#[derive(CacheRegion)]
struct UserById { //~ missing_word
    id: u64,
}

async fn uses(cache: &CacheKit) -> Result<bool, CachekitError> {
    cache.entry(&UserById { id: 1 }).exists().await
}

fn main() {}
