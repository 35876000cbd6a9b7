//! A type parameter of the value has to be in the key, or two types would share keys.

use std::marker::PhantomData;

use serde::{Deserialize, Serialize, de::DeserializeOwned};
use shop_cache::prelude::*;

#[derive(Serialize, Deserialize, CacheValue)]
struct Fixed<const N: usize>;

#[derive(CacheRegion)]
#[cache(namespace = "rows", key = "row:{id}", value = Vec<T>, ttl = "5m")] //~ type_parameter_only_in_value
struct RowById<T>
where
    T: CacheValue + Serialize + DeserializeOwned + Send + Sync + 'static,
{
    id: u64,
    #[cache(skip)]
    of: PhantomData<T>,
}

#[derive(CacheRegion)]
#[cache(namespace = "rows", key = "fixed:{id}", value = Fixed<N>, ttl = "5m")] //~ type_parameter_only_in_value
struct FixedById<const N: usize> {
    id: u64,
}

async fn uses(cache: &CacheKit) -> Result<(), CachekitError> {
    cache.entry(&RowById::<u8> { id: 1, of: PhantomData }).set(vec![1]).await
}

fn main() {}
