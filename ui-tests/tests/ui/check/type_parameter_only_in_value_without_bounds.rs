//! The bounds that such a region would need are no second wave.

use std::marker::PhantomData;

use shop_cache::prelude::*;

#[derive(CacheRegion)]
#[cache(namespace = "rows", key = "row:{id}", value = Vec<T>, ttl = "5m")] //~ type_parameter_only_in_value
struct RowById<T> {
    id: u64,
    #[cache(skip)]
    of: PhantomData<T>,
}

async fn uses(cache: &CacheKit) -> Result<(), CachekitError> {
    cache.entry(&RowById::<u8> { id: 1, of: PhantomData }).set(vec![1]).await
}

fn main() {}
