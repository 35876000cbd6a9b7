//! Mistakes of several rules in one region, all in one build.

use shop_cache::prelude::*;

#[derive(CacheRegion)]
#[cache(
    namespace = "my users", //~ bad_namespace
    key = "user-{tenant}:{id}", //~ glued_placeholder
    value = u64,
    ttl = "300", //~ ttl_without_unit
    l1_ttl = "0s", //~ ttl_zero
    l1_capacity = 0, //~ l1_capacity_zero
    codec = "json", //~ codec_unknown
    jitter = 3, //~ unknown_word
)]
struct UserById {
    tenant: f64,
    #[cache(skip, compact, tags)] //~ unknown_word compact_and_skip
    id: u64,
}

async fn uses(cache: &CacheKit) -> Result<(), CachekitError> {
    cache.entry(&UserById { tenant: 0.5, id: 1 }).set(1).await
}

fn main() {}
