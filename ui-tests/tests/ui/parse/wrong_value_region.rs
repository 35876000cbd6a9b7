//! Values of the wrong kind, for every word of a region.

use shop_cache::prelude::*;

#[derive(CacheRegion)]
#[cache(
    namespace = users, //~ wrong_value
    key = {id}, //~ wrong_value
    value = "User", //~ wrong_value
    ttl = 5m, //~ wrong_value
    l1_ttl = Duration::from_secs(5), //~ wrong_value
    l1_capacity = "many", //~ wrong_value
    secure = true, //~ wrong_value
    version = -1, //~ wrong_value
    codec = bincode, //~ wrong_value
    on_outage = fail, //~ wrong_value
    on_tampering = 1, //~ wrong_value
    layout = interop, //~ wrong_value
    operation = get_user, //~ wrong_value
    crate = "shop_cache", //~ wrong_value
)]
struct UserById {
    id: u64,
}

#[derive(CacheRegion)]
#[cache(
    namespace, //~ wrong_value
    key("{id}"), //~ wrong_value
    value, //~ wrong_value
    ttl = "5m" l1_ttl = "1m", //~ wrong_value
    l1_capacity = 1.5, //~ wrong_value
    version = 5000000000, //~ wrong_value
    layout, //~ wrong_value
)]
struct OrderById {
    id: u64,
}

#[derive(CacheRegion)]
#[cache] //~ wrong_value
struct ItemById {
    id: u64,
}

async fn uses(cache: &CacheKit) -> Result<bool, CachekitError> {
    cache.entry(&UserById { id: 1 }).exists().await?;
    cache.entry(&OrderById { id: 1 }).exists().await?;
    cache.entry(&ItemById { id: 1 }).exists().await
}

fn main() {}
