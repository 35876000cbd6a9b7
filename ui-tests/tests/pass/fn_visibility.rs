//! Functions of every visibility, in modules and in bodies, with the region that they declare.

use shop_cache::prelude::*;

use crate::support::client;

mod inner {
    use shop_cache::prelude::*;

    #[cachekit(ttl = "5m", region = ForCrate)]
    pub(crate) async fn for_crate(cache: &CacheKit, id: u64) -> u64 {
        for_nobody(cache, id).await
    }

    #[cachekit(ttl = "5m", region = ForParent)]
    pub(super) async fn for_parent(cache: &CacheKit, id: u64) -> u64 {
        id
    }

    #[cachekit(ttl = "5m")]
    pub(in crate::fn_visibility) async fn for_path(cache: &CacheKit, id: u64) -> u64 {
        id
    }

    #[cachekit(ttl = "5m")]
    async fn for_nobody(cache: &CacheKit, id: u64) -> u64 {
        id
    }
}

#[tokio::test]
async fn functions_keep_their_visibility() {
    #[cachekit(ttl = "5m")]
    async fn in_a_body(cache: &CacheKit, id: u64) -> u64 {
        id
    }

    let cache = client();
    assert_eq!(inner::for_crate(&cache, 1).await, 1);
    assert_eq!(inner::for_parent(&cache, 2).await, 2);
    assert_eq!(inner::for_path(&cache, 3).await, 3);
    assert_eq!(in_a_body(&cache, 4).await, 4);
    assert_eq!(*cache.entry(&inner::ForCrate { id: 1 }).get().await.unwrap().unwrap(), 1);
    assert_eq!(*cache.entry(&inner::ForParent { id: 2 }).get().await.unwrap().unwrap(), 2);
}
