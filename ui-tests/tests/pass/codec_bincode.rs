//! `codec`: "bincode" and, written out, "msgpack", on regions and functions.

use shop_cache::prelude::*;

use crate::support::{User, user, without_l1};

#[derive(CacheRegion)]
#[cache(namespace = "codec-bincode", key = "b:{id}", value = User, ttl = "5m", codec = "bincode")]
struct InBincode {
    id: u64,
}

#[derive(CacheRegion)]
#[cache(namespace = "codec-bincode", key = "m:{id}", value = User, ttl = "5m", codec = "msgpack")]
struct InMessagePack {
    id: u64,
}

#[cachekit(ttl = "5m", codec = "bincode")]
async fn by_function(cache: &CacheKit, id: u64) -> User {
    user(id)
}

#[tokio::test]
async fn a_region_can_choose_its_codec() {
    let cache = without_l1();
    cache.entry(&InBincode { id: 1 }).set(user(1)).await.unwrap();
    cache.entry(&InMessagePack { id: 1 }).set(user(1)).await.unwrap();
    assert_eq!(cache.entry(&InBincode { id: 1 }).get().await.unwrap().unwrap(), user(1));
    assert_eq!(cache.entry(&InMessagePack { id: 1 }).get().await.unwrap().unwrap(), user(1));
    assert_eq!((InBincode::schema().codec, InMessagePack::schema().codec), ("bincode", "msgpack"));
    assert_eq!(by_function(&cache, 2).await, by_function(&cache, 2).await);
    assert_eq!(cache.stats().region("by_function").map(|region| region.loads), Some(1));
}
