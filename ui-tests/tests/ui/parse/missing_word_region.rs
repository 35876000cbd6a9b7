//! Every required word that is missing is named.

use shop_cache::prelude::*;

#[derive(CacheRegion)]
#[cache(key = "{id}", secure_words = 1)] //~ unknown_word missing_word missing_word missing_word
struct UserById {
    id: u64,
}

async fn uses(cache: &CacheKit) -> Result<bool, CachekitError> {
    cache.entry(&UserById { id: 1 }).exists().await
}

fn main() {}
