//! Two values that contain each other: `#[cache(recursive)]` on the field that closes the circle.

use serde::{Deserialize, Serialize};
use shop_cache::prelude::*;

use crate::support::without_l1;

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, CacheValue)]
struct Folder {
    name: String,
    files: Vec<File>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, CacheValue)]
enum File {
    Text(String),
    Archive(#[cache(recursive)] Box<Folder>),
}

#[derive(CacheRegion)]
#[cache(namespace = "value-mutually-recursive", key = "{path}", value = Folder, ttl = "5m")]
struct FolderAt<'a> {
    path: &'a str,
}

#[tokio::test]
async fn mutually_recursive_values_are_stored() {
    let inner = Folder { name: "inner".to_owned(), files: vec![File::Text("hello".to_owned())] };
    let outer = Folder { name: "outer".to_owned(), files: vec![File::Archive(Box::new(inner))] };
    let cache = without_l1();
    let entry = cache.entry(&FolderAt { path: "/home" });
    entry.set(&outer).await.unwrap();
    assert_eq!(*entry.get().await.unwrap().unwrap(), outer);
    assert_ne!(Folder::FINGERPRINT, File::FINGERPRINT);
}
