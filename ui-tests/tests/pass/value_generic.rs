//! Values with type, lifetime-free and const parameters; fingerprints tell their instances apart.

use std::marker::PhantomData;

use serde::{Deserialize, Serialize};
use shop_cache::prelude::*;

use crate::support::{User, user, without_l1};

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, CacheValue)]
struct Page<T, const SIZE: usize = 10>
where
    T: Clone,
{
    items: Vec<T>,
    next: Option<u64>,
    of: PhantomData<T>,
}

#[derive(CacheRegion)]
#[cache(namespace = "value-generic", key = "users:{page}", value = Page<User>, ttl = "5m")]
struct UserPage {
    page: u32,
}

#[derive(CacheRegion)]
#[cache(namespace = "value-generic", key = "ids:{page}", value = Page<u64, 50>, ttl = "5m")]
struct IdPage {
    page: u32,
}

trait Table {
    type Row;
}

/// A table has no stored shape, its rows do.
#[derive(Debug)]
struct Users;

impl Table for Users {
    type Row = User;
}

#[derive(Debug, PartialEq, Serialize, Deserialize, CacheValue)]
#[serde(bound(serialize = "T::Row: Serialize", deserialize = "T::Row: Deserialize<'de>"))]
struct Rows<T: Table> {
    items: Vec<T::Row>,
    first: Option<T::Row>,
}

/// Of its own type in its own fields the stand-in is bound.
#[derive(Debug, PartialEq, Serialize, Deserialize, CacheValue)]
struct Tree<T> {
    item: T,
    children: Vec<Tree<T>>,
    #[cache(recursive)]
    parent: Option<Box<Tree<T>>>,
}

#[derive(CacheRegion)]
#[cache(namespace = "value-generic", key = "rows:{page}", value = Rows<Users>, ttl = "5m")]
struct RowsPage {
    page: u32,
}

#[derive(CacheRegion)]
#[cache(namespace = "value-generic", key = "tree:{root}", value = Tree<u8>, ttl = "5m")]
struct TreeOf {
    root: u8,
}

#[tokio::test]
async fn what_is_stored_of_a_parameter_has_to_be_a_value() {
    let cache = without_l1();
    let rows = Rows::<Users> { items: vec![user(1)], first: None };
    let entry = cache.entry(&RowsPage { page: 1 });
    entry.set(Rows::<Users> { items: vec![user(1)], first: None }).await.unwrap();
    assert_eq!(entry.get().await.unwrap().unwrap().items, rows.items);

    let leaf = |item| Tree { item, children: Vec::new(), parent: None };
    let entry = cache.entry(&TreeOf { root: 1 });
    entry.set(Tree { item: 1, children: vec![leaf(2)], parent: None }).await.unwrap();
    assert_eq!(entry.get().await.unwrap().unwrap().children, [leaf(2)]);
}

#[tokio::test]
async fn generic_values_are_stored() {
    let cache = without_l1();
    let users = Page { items: vec![user(1)], next: Some(2), of: PhantomData };
    let entry = cache.entry(&UserPage { page: 1 });
    entry.set(&users).await.unwrap();
    assert_eq!(*entry.get().await.unwrap().unwrap(), users);

    let ids = Page::<u64, 50> { items: vec![1], next: None, of: PhantomData };
    let entry = cache.entry(&IdPage { page: 1 });
    entry.set(&ids).await.unwrap();
    assert_eq!(*entry.get().await.unwrap().unwrap(), ids);
    assert_ne!(Page::<User>::FINGERPRINT, Page::<u64>::FINGERPRINT);
}
