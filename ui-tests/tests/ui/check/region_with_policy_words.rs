//! What a declared region says, its functions do not say again.

use shop_cache::prelude::*;

mod regions {
    use shop_cache::prelude::*;

    #[derive(CacheRegion)]
    #[cache(namespace = "users", key = "{id}", value = u64, ttl = "5m")]
    pub(super) struct UserById {
        pub(super) id: u64,
    }
}

#[cachekit(region(regions::UserById), ttl = "5m", version = 1)] //~ region_with_policy_words region_with_policy_words
async fn user(cache: &CacheKit, id: u64) -> u64 {
    id
}

#[cachekit(region(regions::UserById { id }), namespace = "users", l1_ttl = "1s")] //~ region_with_policy_words region_with_policy_words
async fn built(cache: &CacheKit, id: u64) -> u64 {
    id
}

#[cachekit(region(regions::UserById), key = "{id}", codec = "bincode", l1_capacity = 1, interop = "get")] //~ region_with_policy_words region_with_policy_words region_with_policy_words region_with_policy_words
async fn many(cache: &CacheKit, id: u64) -> u64 {
    id
}

#[cachekit(region(regions::UserById), on_outage = "load", on_tampering = "load")] //~ region_with_policy_words region_with_policy_words
async fn marked(
    cache: &CacheKit,
    #[cache(sensitive)] id: u64, //~ region_with_policy_words
) -> u64 {
    id
}

async fn uses(cache: &CacheKit) -> u64 {
    user(cache, 1).await + built(cache, 1).await + many(cache, 1).await + marked(cache, 1).await
}

fn main() {}
