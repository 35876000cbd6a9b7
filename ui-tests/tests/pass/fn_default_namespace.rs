//! Without `namespace`, a function's keys begin with its package and its module.

use shop_cache::prelude::*;

use crate::support::client;

mod nested {
    use shop_cache::prelude::*;

    #[cachekit(ttl = "5m")]
    pub(super) async fn here(cache: &CacheKit, id: u64) -> u64 {
        id
    }
}

#[cachekit(ttl = "5m")]
async fn here(cache: &CacheKit, id: u64) -> u64 {
    id + 1
}

#[tokio::test]
async fn functions_of_one_name_do_not_meet() {
    let cache = client();
    assert_eq!((here(&cache, 1).await, nested::here(&cache, 1).await), (2, 1));
    let stats = cache.stats();
    let namespaces: Vec<_> = stats.regions.iter().map(|region| region.namespace).collect();
    assert_eq!(namespaces, ["ui-tests.fn_default_namespace", "ui-tests.fn_default_namespace.nested"]);
    assert!(stats.conflicts.is_empty());
}
