//! Names that a key cannot carry.

use shop_cache::prelude::*;

#[derive(KeyPart)]
enum Plan {
    #[cache(rename = "pay as you go")] //~ variant_name_illegal
    Metered,
    #[cache(rename = "")] //~ variant_name_illegal
    Free,
    Größe, //~ variant_name_illegal
    #[cache(rename = "grösse-2")] //~ variant_name_illegal
    Other,
}

#[derive(CacheRegion)]
#[cache(namespace = "users", key = "{plan}", value = u64, ttl = "5m")]
struct ByPlan {
    plan: Plan,
}

async fn uses(cache: &CacheKit) -> Result<(), CachekitError> {
    cache.entry(&ByPlan { plan: Plan::Free }).set(1).await
}

fn main() {}
