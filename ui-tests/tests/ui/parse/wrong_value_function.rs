//! Values of the wrong kind, for every word of a function.

use shop_cache::prelude::*;

#[cachekit(
    namespace = 1, //~ wrong_value
    key = user_by_id, //~ wrong_value
    ttl = five_minutes, //~ wrong_value
    l1_ttl, //~ wrong_value
    l1_capacity = 10_usize, //~ wrong_value
    secure(true), //~ wrong_value
    version = "1", //~ wrong_value
    codec = 'b', //~ wrong_value
    on_outage, //~ wrong_value
    on_tampering = load, //~ wrong_value
    interop = get_user, //~ wrong_value
    crate = self::shop_cache, //~ wrong_value
    skip = trace, //~ wrong_value
    client, //~ wrong_value
    region = "UserById", //~ wrong_value
)]
async fn user(cache: &CacheKit, id: u64, trace: u64) -> u64 {
    id + trace
}

#[cachekit(ttl = "5m", skip("trace"), client(cache), region(1))] //~ wrong_value wrong_value wrong_value
async fn order(cache: &CacheKit, id: u64, trace: u64) -> u64 {
    id + trace
}

async fn uses(cache: &CacheKit) -> u64 {
    user(cache, 1, 2).await + order(cache, 1, 2).await
}

fn main() {}
