//! A type parameter of the returned value has to be in the key.

use serde::{Serialize, de::DeserializeOwned};
use shop_cache::prelude::*;

trait Row: CacheValue + Serialize + DeserializeOwned + Clone + Default + Send + Sync + 'static {}

impl Row for u8 {}

#[cachekit(ttl = "5m")]
async fn row<T: Row>(cache: &CacheKit, id: u64) -> Result<Vec<T>, ()> { //~ type_parameter_unaccounted
    if id == 0 { Err(()) } else { Ok(vec![T::default()]) }
}

#[cachekit(ttl = "5m", namespace = "rows", region = RowById)]
async fn in_region<T: Row>(cache: &CacheKit, id: u64) -> Option<T> { //~ type_parameter_unaccounted
    (id == 0).then(T::default)
}

async fn uses(cache: &CacheKit) -> Result<usize, ()> {
    Ok(row::<u8>(cache, 1).await?.len() + usize::from(in_region::<u8>(cache, 1).await.is_some()))
}

fn main() {}
