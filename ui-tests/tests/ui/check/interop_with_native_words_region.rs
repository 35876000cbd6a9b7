//! Words that only the native layout can follow: on a region.

use shop_cache::Secret;
use shop_cache::prelude::*;

#[derive(CacheRegion)]
#[cache(
    namespace = "users",
    value = u64,
    ttl = "5m",
    layout = "interop",
    operation = "get_user",
    version = 1, //~ interop_with_native_words
    codec = "msgpack", //~ interop_with_native_words
)]
struct UserById {
    #[cache(compact)] //~ interop_with_native_words
    id: u64,
    pin: Secret<u16>, //~ interop_with_native_words
}

async fn uses(cache: &CacheKit) -> Result<(), CachekitError> {
    cache.entry(&UserById { id: 1, pin: Secret::new(2) }).set(1).await
}

fn main() {}
