//! `value = HashMap<String, Option<Vec<u8>>>`: nested generics with commas and `>>>`, between other words.

use std::collections::{BTreeMap, HashMap};

use shop_cache::prelude::*;

use crate::support::without_l1;

#[derive(CacheRegion)]
#[cache(namespace = "value-map", value = HashMap<String, Option<Vec<u8>>>, key = "blobs", ttl = "1h")]
struct Blobs;

#[derive(CacheRegion)]
#[cache(value = BTreeMap<(u8, char), Result<[u16; 3], Box<str>>>, namespace = "value-map", ttl = 60, key = "odd")]
struct Odd;

#[tokio::test]
async fn maps_are_values() {
    let cache = without_l1();
    let blobs = HashMap::from([("a".to_owned(), Some(vec![1, 2])), ("b".to_owned(), None)]);
    let entry = cache.entry(&Blobs);
    entry.set(&blobs).await.unwrap();
    assert_eq!(*entry.get().await.unwrap().unwrap(), blobs);

    let odd = BTreeMap::from([((1, 'x'), Ok([1, 2, 3])), ((2, 'y'), Err("no".into()))]);
    let entry = cache.entry(&Odd);
    entry.set(&odd).await.unwrap();
    assert_eq!(*entry.get().await.unwrap().unwrap(), odd);
}
