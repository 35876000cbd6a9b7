//! One newtype that is both: the words of one derive on a shared `#[cache(…)]` do not disturb the other.

use std::ffi::CString;

use serde::{Deserialize, Serialize};
use shop_cache::prelude::*;

use crate::support::client;

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, KeyPart, CacheValue)]
struct Sku(#[cache(version = 1)] String);

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, CacheValue)]
#[cache(version = 1)]
struct Label(CString);

#[derive(CacheRegion)]
#[cache(namespace = "key-part-and-cache-value", key = "{sku}", value = (Sku, Label), ttl = "5m")]
struct Replacement {
    sku: Sku,
}

#[tokio::test]
async fn a_newtype_is_key_part_and_value() {
    let cache = client();
    let sku = Sku("a-1".to_owned());
    let entry = cache.entry(&Replacement { sku: sku.clone() });
    let value = (sku, Label(CString::default()));
    entry.set(&value).await.unwrap();
    assert_eq!(*entry.get().await.unwrap().unwrap(), value);
}
