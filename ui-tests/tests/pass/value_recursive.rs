//! A value that contains itself, by its name, by `Self`, and under a type parameter.

use std::collections::HashMap;

use serde::{Deserialize, Serialize};
use shop_cache::prelude::*;

use crate::support::without_l1;

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, CacheValue)]
struct Node {
    name: String,
    children: Vec<Node>,
    by_name: HashMap<String, Box<Self>>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, CacheValue)]
enum List<T> {
    End,
    Link(T, Box<List<T>>),
}

#[derive(CacheRegion)]
#[cache(namespace = "value-recursive", key = "tree", value = Node, ttl = "5m")]
struct Tree;

#[derive(CacheRegion)]
#[cache(namespace = "value-recursive", key = "list", value = List<u8>, ttl = "5m")]
struct Bytes;

#[tokio::test]
async fn recursive_values_are_stored() {
    let cache = without_l1();
    let leaf = |name: &str| Node { name: name.to_owned(), children: vec![], by_name: HashMap::new() };
    let tree = Node {
        name: "root".to_owned(),
        children: vec![leaf("a")],
        by_name: HashMap::from([("b".to_owned(), Box::new(leaf("b")))]),
    };
    let entry = cache.entry(&Tree);
    entry.set(&tree).await.unwrap();
    assert_eq!(*entry.get().await.unwrap().unwrap(), tree);

    let list = List::Link(1, Box::new(List::Link(2, Box::new(List::End))));
    let entry = cache.entry(&Bytes);
    entry.set(&list).await.unwrap();
    assert_eq!(*entry.get().await.unwrap().unwrap(), list);
}
